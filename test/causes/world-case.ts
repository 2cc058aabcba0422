import { type Judgement, judge } from '../../src/core/judge.ts'
import type { InstanceFacts } from '../../src/core/look.ts'
import { shellLine } from '../../src/core/remedy.ts'
import { nodeKey, type Target } from '../../src/core/target.ts'
import { Topology } from '../../src/core/topology.ts'
import { rules } from '../../src/rules.ts'
import { NOW } from '../checks/postgres/examples.ts'
import type { World } from '../facts/kubernetes/recording.ts'
import { clusterTarget, lookAt, type OneService, targetOf } from '../facts/kubernetes/world-facts.ts'
import { httpFacts, logFacts, type ServiceShown } from './service-shown.ts'

/** What else there is of a service in a recorded world. */
export interface Around {
  /** What it shows over HTTP and in its log. */
  readonly shown?: ServiceShown
  /** Dependencies that are nodes of their own, by an address of each. */
  readonly needs?: Readonly<Record<string, Target>>
  /** Dependencies that answer us. */
  readonly answering?: readonly Target[]
  readonly helmRelease?: string
  readonly withoutHandles?: boolean
}

export async function judgedWorld(world: World, place: string, around: Around = {}): Promise<Judgement> {
  const [namespace = '', workload = ''] = place.split(' ')
  const { shown, needs = {}, answering = [], helmRelease = null } = around
  const service: OneService = { namespace, workload, more: { helmRelease, needs: Object.keys(needs) } }
  const target = targetOf(service)
  const look = await lookAt(world, service)
  const instances = [
    ...look.instances,
    ...(shown === undefined
      ? []
      : [asked('http', target, httpFacts(shown)), asked('logs', target, logFacts(shown, NOW))]),
    ...answering.map((each) => asked(each.system, each, { answered: true })),
  ]
  const topology = topologyOf(target, needs, around.withoutHandles === true)
  return judge({ look: { ...look, instances }, services: [target], topology, params: {} }, rules)
}

function topologyOf(target: Target, needs: Readonly<Record<string, Target>>, bare: boolean): Topology {
  const pinned = { kubectl: ['kubectl', '--context', 'test'], helm: ['helm', '--kube-context', 'test'] }
  const within = ['-n', target.namespace ?? '']
  const handles = { kubectl: [...pinned.kubectl, ...within], helm: [...pinned.helm, ...within] }
  return new Topology([
    { target: clusterTarget, dependsOn: [], handles: bare ? {} : pinned, addresses: [] },
    {
      target,
      dependsOn: [nodeKey(clusterTarget), ...Object.values(needs).map(nodeKey)],
      handles: bare ? {} : handles,
      addresses: [`${target.name}:80`],
    },
    ...Object.entries(needs).map(([address, need]) => ({
      target: need,
      dependsOn: [],
      handles: {},
      addresses: [address],
    })),
  ])
}

function asked(system: string, target: Target, values: Readonly<Record<string, unknown>>): InstanceFacts {
  const observations = Object.fromEntries(Object.entries(values).map(([id, value]) => [id, { at: NOW, value }]))
  return { system, target, vantage: 'operator', identity: null, observations }
}

/** `quota-exhausted quota compute: high` for each cause, the first to fix first. */
export function causesIn({ causes }: Judgement): readonly string[] {
  return causes.map(({ id, target, confidence }) => {
    const part = target.id === undefined ? [target.name] : [target.kind, ...Object.values(target.id)]
    return `${[id, ...part].join(' ')}: ${confidence}`
  })
}

/** Remedies of the first cause: the line to paste, or `(what a person does)`. */
export function remediesIn({ causes }: Judgement): readonly string[] {
  return (causes[0]?.remedies ?? []).map((remedy) =>
    remedy.kind === 'command' ? shellLine(remedy.command) : `(${remedy.summary})`,
  )
}
