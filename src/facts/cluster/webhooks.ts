import type { ClusterClient } from '../../clients/kubernetes/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { type Asked, asked, seenOf } from '../kubernetes/asked.ts'
import { managerOf } from '../kubernetes/manager.ts'
import { endpointSlices, serviceNameLabel } from '../kubernetes/objects/endpoint-slice.ts'
import type { LabelSelector } from '../kubernetes/objects/label-selector.ts'
import {
  mutatingWebhooks,
  validatingWebhooks,
  type Webhook,
  type WebhookConfiguration,
  type WebhookRule,
} from './objects/webhook.ts'

/** Webhooks without whose answer the API server refuses objects. */
export interface Webhooks {
  readonly strict: readonly StrictWebhook[]
}

export interface StrictWebhook {
  /** `ValidatingWebhookConfiguration`, `MutatingWebhookConfiguration`. */
  readonly kind: WebhookConfiguration['kind']
  readonly configuration: string
  readonly name: string
  /** Null where it is a URL outside of the cluster. */
  readonly service: { readonly namespace: string; readonly name: string } | null
  /** How many endpoints answer for it. */
  readonly ready: Asked<number> | null
  readonly rules: readonly WebhookRule[]
  readonly namespaces: LabelSelector
  readonly changedAgoMs: number | null
  /** Who installed it: a Helm release, an operator. */
  readonly owner: string | null
}

/** Admission webhooks that must answer, and whether somebody stands behind them. */
export const webhooks = defineFacts<Webhooks, ClusterClient>({
  id: 'cluster.webhooks',
  system: 'cluster',
  cost: 'cheap',
  async collect(client) {
    const lists = await Promise.all([client.list(validatingWebhooks, {}), client.list(mutatingWebhooks, {})])
    const strict = lists
      .flat()
      .flatMap((configuration) =>
        configuration.webhooks
          .filter(({ failurePolicy, rules }) => failurePolicy === 'Fail' && rules.length > 0)
          .map((webhook) => ({ configuration, webhook })),
      )
    return {
      strict: await Promise.all(strict.map(({ configuration, webhook }) => strictOf(configuration, webhook, client))),
    }
  },
})

/** Whether a webhook is asked when this is created: `''` and `pods`, `apps` and `deployments`. */
export function isAskedAbout({ rules }: StrictWebhook, group: string, resource: string): boolean {
  return rules.some(
    ({ groups, resources, operations }) =>
      (groups.includes('*') || groups.includes(group)) &&
      (resources.includes('*') || resources.includes('*/*') || resources.includes(resource)) &&
      (operations.includes('*') || operations.includes('CREATE')),
  )
}

async function strictOf(
  configuration: WebhookConfiguration,
  { name, service, rules, namespaces }: Webhook,
  client: ClusterClient,
): Promise<StrictWebhook> {
  const manager = managerOf(configuration)
  return {
    kind: configuration.kind,
    configuration: configuration.name,
    ...{ name, rules, namespaces },
    service: service === null ? null : { namespace: service.namespace, name: service.name },
    ready: service === null ? null : await readyBehind(service, client),
    changedAgoMs: configuration.writers.find(({ subresource }) => subresource === null)?.agoMs ?? null,
    owner: manager.by === 'nobody' ? null : [manager.by, manager.name].filter((each) => each !== null).join(' '),
  }
}

async function readyBehind(
  { namespace, name }: { readonly namespace: string; readonly name: string },
  client: ClusterClient,
): Promise<Asked<number>> {
  const slices = await asked(client.list(endpointSlices, { namespace, labelSelector: `${serviceNameLabel}=${name}` }))
  const seen = seenOf(slices)
  if (seen === undefined) return 'unasked' in slices ? slices : { seen: 0 }
  return {
    seen: seen.flatMap(({ endpoints }) => endpoints).filter(({ ready, terminating }) => ready && !terminating).length,
  }
}
