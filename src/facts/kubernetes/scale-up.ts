import type { Kind, ServiceInCluster } from '../../clients/kubernetes/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { mask } from '../../core/mask.ts'
import { type Asked, asked, mapAsked } from './asked.ts'
import { type ClusterEvent, warningEvents } from './objects/event.ts'
import { podsOf } from './own.ts'

/** What an autoscaler of nodes does about pods of a service that fit on no node. */
export interface ScaleUp {
  /** Pods that wait for a node. */
  readonly waiting: number
  readonly said: Asked<readonly ScaleUpWord[]>
}

export interface ScaleUpWord {
  /** `coming`: a node was ordered; `impossible`: none of its groups would help, or it may not grow. */
  readonly verdict: 'coming' | 'impossible'
  readonly message: string
  readonly ageMs: number | null
}

/** Words of the cluster autoscaler and of Karpenter. https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/FAQ.md */
const verdicts: Readonly<Record<string, ScaleUpWord['verdict']>> = {
  TriggeredScaleUp: 'coming',
  Nominated: 'coming',
  NotTriggerScaleUp: 'impossible',
  FailedScheduling: 'impossible',
}
const autoscalers = /autoscaler|karpenter/

/** Events of every type, where only a few of some pods are asked for. */
const events: Kind<ClusterEvent> = { ...warningEvents }

/** Asked only where pods wait for a node. */
export const scaleUp = defineFacts<ScaleUp, ServiceInCluster>({
  id: 'kubernetes.scale-up',
  system: 'kubernetes',
  cost: 'cheap',
  async collect(client) {
    const waiting = (await podsOf(client)).filter(
      ({ node, conditions }) =>
        node === null && conditions.some(({ type, status }) => type === 'PodScheduled' && status === 'False'),
    )
    const [first] = waiting
    if (first === undefined) return { waiting: 0, said: { seen: [] } }
    const scope = { namespace: client.namespace, fieldSelector: `involvedObject.uid=${first.uid}` }
    const said = await asked(client.cluster.list(events, scope))
    return { waiting: waiting.length, said: mapAsked(said, (list) => list.flatMap(wordOf)) }
  },
})

function wordOf({ reason, source, message, lastAgoMs }: ClusterEvent): readonly ScaleUpWord[] {
  const verdict = verdicts[reason]
  if (verdict === undefined || !autoscalers.test(source)) return []
  return [{ verdict, message: mask(message), ageMs: lastAgoMs }]
}
