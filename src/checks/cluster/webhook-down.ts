import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { isAskedAbout, type StrictWebhook, webhooks } from '../../facts/cluster/webhooks.ts'
import { cannotTell, seenOf } from '../../facts/kubernetes/asked.ts'

/** An admission webhook that must answer has nobody behind it: what it is asked about is refused. */
export const webhookDown = defineCheck({
  id: 'cluster.webhook-down',
  kind: 'condition',
  reads: { webhooks },
  params: {},
  run({ webhooks: { strict } }, { target }) {
    const down = strict.flatMap((webhook) => {
      const { service, ready } = webhook
      return service !== null && ready !== null && seenOf(ready) === 0 ? [{ webhook, service }] : []
    })
    const hidden = strict.map(({ ready }) => ready).find((ready) => ready !== null && 'unasked' in ready)
    if (down.length === 0 && hidden && 'unasked' in hidden) return cannotTell(hidden)
    return down.map(({ webhook, service }) => ({
      severity: isAskedAbout(webhook, '', 'pods') ? ('critical' as const) : ('warning' as const),
      target: part(target, 'webhook', { configuration: webhook.configuration, webhook: webhook.name }),
      summary: `the admission webhook ${webhook.name} must answer, and its Service ${service.namespace}/${service.name} has no ready endpoint: ${refused(webhook)} are refused`,
      since: unknownSince,
      evidence: {
        configuration: webhook.configuration,
        kind: webhook.kind,
        webhook: webhook.name,
        service: service.name,
        namespace: service.namespace,
        owner: webhook.owner,
        pods: isAskedAbout(webhook, '', 'pods'),
      },
    }))
  },
})

function refused({ rules }: StrictWebhook): string {
  const resources = [...new Set(rules.flatMap((rule) => rule.resources))]
  if (resources.includes('*') || resources.includes('*/*')) return 'all objects that it is asked about'
  return resources.slice(0, 4).join(', ') + (resources.length > 4 ? ' and others' : '')
}
