import { type CauseView, type Conclusion, defineCause } from '../core/cause.ts'
import { textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import { nodeKey, part, type Target } from '../core/target.ts'
import { clusterOf, followsFromMissing, missingPodsChecks } from './missing-pods.ts'
import { reasonsOf } from './reasons.ts'
import { services } from './service-symptoms.ts'

type View = CauseView<'kubernetes.create-forbidden' | 'cluster.webhook-down' | (typeof missingPodsChecks)[number]>

/** Whoever must agree to new pods does not answer, or says no. */
export const webhookDownOrDenying = defineCause({
  id: 'webhook-down-or-denying',
  reads: {},
  weighs: ['kubernetes.create-forbidden', 'cluster.webhook-down', ...missingPodsChecks],
  conclude: (_sightings, view) => {
    const refused = services(view).flatMap((service) =>
      view
        .findingsOn(service, 'kubernetes.create-forbidden')
        .filter((each) => faultOf(each) === 'webhook-unreachable' || faultOf(each) === 'webhook-denied')
        .map((finding) => ({ service, finding, cluster: clusterOf(service, view) })),
    )
    const keyOf = ({ cluster, finding }: Refused) => `${nodeKey(cluster)} ${textIn(finding, 'by')}`
    return [...Map.groupBy(refused, keyOf).values()].flatMap((each) => conclude(each, view))
  },
})

interface Refused {
  readonly service: Target
  readonly cluster: Target
  readonly finding: Finding
}

/** One webhook is in the way of all whose pods it must agree to. */
function conclude(refused: readonly Refused[], view: View): readonly Conclusion[] {
  const [first] = refused
  if (first === undefined) return []
  const { cluster } = first
  const webhook = textIn(first.finding, 'by') ?? ''
  const down = view.findingsOn(cluster, 'cluster.webhook-down').filter((each) => textIn(each, 'webhook') === webhook)
  const isDown = refused.some(({ finding }) => faultOf(finding) === 'webhook-unreachable')
  const names = [...new Set(refused.map(({ service }) => service.name))].join(', ')
  const grounds = [...down, ...refused.map(({ finding }) => finding)]
  return [
    {
      target: part(cluster, 'webhook', { webhook }),
      summary: isDown
        ? `the admission webhook ${webhook} does not answer, so that no pod of ${names} is created`
        : `the admission webhook ${webhook} denies the pods of ${names}`,
      because: reasonsOf(grounds),
      explains: [
        ...grounds,
        ...refused.flatMap(({ service, finding }) => followsFromMissing(service, textIn(finding, 'workload'), view)),
      ],
      confidence: 'high',
      remedies: [
        isDown
          ? bringBack(webhook, down)
          : obey(
              webhook,
              names,
              refused.map(({ finding }) => finding),
            ),
      ],
    },
  ]
}

function faultOf(finding: Finding): string | null {
  return textIn(finding, 'fault')
}

/** Taking a webhook away opens what it guards, so that is no command to paste. */
function bringBack(webhook: string, [down]: readonly Finding[]): Remedy {
  const place = down && `the Service ${textIn(down, 'namespace')}/${textIn(down, 'service')}`
  const owner = down === undefined ? null : textIn(down, 'owner')
  const of = owner === null ? '' : ` (installed by ${owner})`
  const configuration = down && `${textIn(down, 'kind')} ${textIn(down, 'configuration')}`
  return {
    kind: 'manual',
    risk: 'outage',
    summary: `bring the pods behind ${place ?? `the webhook ${webhook}`}${of} back; only if that takes too long, and whoever answers for what it guards agrees, set failurePolicy of ${configuration ?? `its configuration`} to Ignore until then`,
  }
}

function obey(webhook: string, names: string, refused: readonly Finding[]): Remedy {
  const says = refused.map((each) => textIn(each, 'message')).find((each) => each !== null) ?? ''
  return {
    kind: 'manual',
    risk: 'low',
    summary: `change what it objects to in the pods of ${names}, or ask who answers for ${webhook}; it says: ${reasonIn(says).slice(0, 300)}`,
  }
}

/** `pods "x" is forbidden: admission webhook "y" denied the request: …`: the reason comes last. */
function reasonIn(message: string): string {
  return message.replace(/^.*?denied (?:the )?request: /s, '')
}
