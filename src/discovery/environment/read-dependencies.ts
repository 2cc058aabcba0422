import type { Dependencies, EnvironmentEntry, ReadFor } from './dependencies.ts'
import { withoutServiceVariables } from './kubernetes-variables.ts'
import { withOwnNames } from './own-names.ts'
import { referenceOf } from './parts.ts'
import { withPlaceholders } from './placeholders.ts'
import { readKafka } from './read-kafka.ts'
import { readOthers } from './read-others.ts'
import { readPostgres } from './read-postgres.ts'
import { readRedis } from './read-redis.ts'
import { readUpstreams } from './read-upstreams.ts'
import { type Setting, settingsOf } from './setting.ts'
import {
  secretNodes,
  unknownMechanism,
  unreadableBrokers,
  unreadableHost,
  unresolvedEntries,
  withoutHost,
} from './unresolved.ts'

/** What the environment of a container says the service depends on. */
export function readDependencies(entries: readonly EnvironmentEntry[], around: ReadFor): Dependencies {
  const settings = withoutServiceVariables(settingsOf(withPlaceholders(entries)))
  const postgres = readPostgres(settings, around)
  const redis = readRedis(settings, around)
  const kafka = readKafka(settings, around)
  const named = withOwnNames({ postgres: postgres.found, redis: redis.found, kafka: kafka.found })
  const others = readOthers(settings, postgres.others)
  const used = new Set(
    [...postgres.found, ...redis.found, ...kafka.found, ...others].flatMap(({ variables }) => variables),
  )
  const upstreams = readUpstreams(
    settings.filter(({ name }) => !used.has(name)),
    around,
  )
  return {
    ...named,
    ...{ upstreams, others },
    unresolved: [
      ...unresolvedEntries(entries, settings, new Set([...used, ...upstreams.map(({ variable }) => variable)])),
      ...[...postgres.withoutHost, ...redis.withoutHost]
        .filter((variables) => !areSetIn(variables, settings))
        .map(withoutHost),
      ...[...postgres.unreadable, ...redis.unreadable].map(unreadableHost),
      ...redis.unsupported.map(secretNodes),
      ...kafka.unreadable.map(unreadableBrokers),
      ...kafka.unsupported.map(unknownMechanism),
    ],
  }
}

/** Whether one of the variables is there to be set into another: it says where it belongs. */
function areSetIn(variables: readonly string[], settings: readonly Setting[]): boolean {
  const composed = settings.filter(({ value }) => value.length > 1).flatMap(({ value }) => value)
  const references = new Set(composed.flatMap((piece) => (typeof piece === 'string' ? [] : piece.reference)))
  return settings.some((setting) => variables.includes(setting.name) && references.has(referenceOf(setting)))
}
