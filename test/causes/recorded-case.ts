import { type Judgement, judge } from '../../src/core/judge.ts'
import type { InstanceFacts, Look } from '../../src/core/look.ts'
import { remedyLine } from '../../src/core/remedy.ts'
import { nodeKey, type Target } from '../../src/core/target.ts'
import { Topology } from '../../src/core/topology.ts'
import { rules } from '../../src/rules.ts'
import { recordedFacts } from '../checks/kubernetes/recorded-findings.ts'
import { type Forbidden, recordedAt } from '../facts/kubernetes/recorded.ts'

/** What is concluded of a recorded service, of these facts of it or of others made from them. */
export async function judgedRecording(
  namespace: string,
  workloads: readonly string[],
  {
    forbidden = [],
    change = (facts) => facts,
  }: { forbidden?: Forbidden; change?: (facts: InstanceFacts) => InstanceFacts } = {},
): Promise<Judgement> {
  return judgedFacts(change(await recordedFacts(namespace, workloads, forbidden)))
}

/** What stands beside a service: other systems that were asked, and nodes that it needs, each at an address. */
export interface Beside {
  readonly instances?: readonly InstanceFacts[]
  readonly needs?: Readonly<Record<string, Target>>
  /** An earlier look. */
  readonly before?: Look
}

/** What is concluded of one service on a cluster. */
export function judgedFacts(facts: InstanceFacts, { instances = [], needs = {}, before }: Beside = {}): Judgement {
  const { target } = facts
  const handles = {
    kubectl: ['kubectl', '--context', 'test', '-n', target.namespace ?? ''],
    helm: ['helm', '--kube-context', 'test', '-n', target.namespace ?? ''],
  }
  const topology = new Topology([
    { target, dependsOn: Object.values(needs).map(nodeKey), handles, addresses: [] },
    ...Object.entries(needs).map(([address, need]) => ({
      target: need,
      dependsOn: [],
      handles: {},
      addresses: [address],
    })),
  ])
  const look: Look = { at: recordedAt, instances: [facts, ...instances] }
  return judge({ look, ...(before && { before }), services: [target], topology, params: {} }, rules)
}

/** `image-missing crash: high` for each cause, the first to fix first. */
export function inWords({ causes }: Judgement): readonly string[] {
  return causes.map(({ id, confidence }) => `${id}: ${confidence}`)
}

/** Each remedy of the first cause: the line to paste, or that a person must act. */
export function remediesIn({ causes }: Judgement): readonly string[] {
  return (causes[0]?.remedies ?? []).map((remedy) =>
    remedy.kind === 'command' ? remedyLine(remedy) : `(${remedy.summary})`,
  )
}
