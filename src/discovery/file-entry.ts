import type { FoundEntry } from '../config/discovered.ts'
import type { Found } from './environment/dependencies.ts'
import type { FoundService } from './found-service.ts'
import { refText } from './found-workload.ts'
import type { Reached } from './reach-services.ts'

/** A service and what it needs as a file would say it: secrets by their places, and words for what has no place that a file may name. */
export function fileEntry(
  service: FoundService,
  { containers, calls }: Reached,
  nameOf: (key: string) => string | undefined,
): FoundEntry {
  const all = containers.map(({ dependencies }) => dependencies)
  const postgres = family(
    'postgres',
    all.flatMap((each) => each.postgres),
  )
  const redis = family(
    'redis',
    all.flatMap((each) => each.redis),
  )
  const kafka = family(
    'kafka',
    all.flatMap((each) => each.kafka),
  )
  const dependsOn = calls.flatMap((key) => nameOf(key) ?? [])
  return {
    service: {
      // Jobs come and go; they are found with the others.
      workloads: service.workloads.filter(({ ref }) => ref.kind !== 'Job').map(({ ref }) => refText(ref)),
      ...(postgres.entries.length > 0 && { postgres: oneOrMore(postgres.entries) }),
      ...(redis.entries.length > 0 && { redis: oneOrMore(redis.entries) }),
      ...(kafka.entries.length > 0 && { kafka: oneOrMore(kafka.entries) }),
      ...(dependsOn.length > 0 && { dependsOn }),
    },
    comments: [...postgres.comments, ...redis.comments, ...kafka.comments],
  }
}

interface FamilyEntries<Config> {
  readonly entries: readonly Config[]
  readonly comments: readonly string[]
}

/** What a file says of a family counts instead of what is found, so it says all of it or nothing. */
function family<Config extends object>(name: string, found: readonly Found<Config>[]): FamilyEntries<Config> {
  const distinct = [...new Map(found.map((each) => [JSON.stringify(each.config), each])).values()]
  const troubles = distinct.flatMap((each) => troubleWith(name, each) ?? [])
  if (troubles.length > 0) return { entries: [], comments: troubles }
  return { entries: distinct.map(({ config }) => config), comments: [] }
}

/** Why an entry cannot stand in a file; undefined where it can. */
function troubleWith(name: string, { config, inPod, secretFields, variables }: Found<object>): string | undefined {
  const where = variables.join(', ')
  if (inPod) return `${name}: ${where} names a place inside its pods; it is found there without an entry`
  const fields = Object.entries(secretFields).map(([field, reference]) => `${field} (${withoutPodEnv(reference)})`)
  if (fields.length > 0) return `${name}: ${where}; to write an entry, fill in ${fields.join(', ')}`
  if (!JSON.stringify(config).includes('"pod-env:')) return undefined
  return `${name}: ${where} holds a login that stands in the workload itself; to write an entry, put it where env:NAME, file:PATH or exec:COMMAND finds it`
}

function withoutPodEnv(reference: string): string {
  return reference.startsWith('pod-env:') ? 'from the workload itself' : reference
}

function oneOrMore<Entry>(entries: readonly Entry[]): Entry | Entry[] {
  const [first, second] = entries
  return first !== undefined && second === undefined ? first : [...entries]
}
