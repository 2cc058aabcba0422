import { type Judgement, judge } from '../../src/core/judge.ts'
import type { InstanceFacts } from '../../src/core/look.ts'
import { remedyLine } from '../../src/core/remedy.ts'
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
  /** Another service on the same cluster. */
  readonly beside?: string
  readonly withoutHandles?: boolean
}

export async function judgedWorld(world: World, place: string, around: Around = {}): Promise<Judgement> {
  const { shown, needs = {}, answering = [], helmRelease = null, beside } = around
  const service = serviceAt(place, { helmRelease, needs: Object.keys(needs) })
  const target = targetOf(service)
  const look = await lookAt(world, service)
  const neighbour = beside === undefined ? undefined : serviceAt(beside)
  const instances = [
    ...look.instances,
    ...(neighbour === undefined ? [] : (await lookAt(world, neighbour)).instances.slice(1)),
    ...(shown === undefined
      ? []
      : [asked('http', target, httpFacts(shown)), asked('logs', target, logFacts(shown, NOW))]),
    ...answering.map((each) => asked(each.system, each, { answered: true })),
  ]
  const services = [target, ...(neighbour === undefined ? [] : [targetOf(neighbour)])]
  const topology = topologyOf(services, needs, around.withoutHandles === true)
  return judge({ look: { ...look, instances }, services, topology, params: {} }, rules)
}

function serviceAt(place: string, more: OneService['more'] = {}): OneService {
  const [namespace = '', workload = ''] = place.split(' ')
  return { namespace, workload, more }
}

function topologyOf(services: readonly Target[], needs: Readonly<Record<string, Target>>, bare: boolean): Topology {
  const pinned = { kubectl: ['kubectl', '--context', 'test'], helm: ['helm', '--kube-context', 'test'] }
  const within = ({ namespace = '' }: Target) => ({
    kubectl: [...pinned.kubectl, '-n', namespace],
    helm: [...pinned.helm, '-n', namespace],
  })
  return new Topology([
    { target: clusterTarget, dependsOn: [], handles: bare ? {} : pinned, addresses: [] },
    ...services.map((target) => ({
      target,
      dependsOn: [nodeKey(clusterTarget), ...Object.values(needs).map(nodeKey)],
      handles: bare ? {} : within(target),
      addresses: [`${target.name}:80`],
    })),
    ...Object.entries(needs).map(([address, need]) => ({
      ...{ target: need, dependsOn: [], handles: {}, addresses: [address] },
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
    remedy.kind === 'command' ? remedyLine(remedy) : `(${remedy.summary})`,
  )
}
