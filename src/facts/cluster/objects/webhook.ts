import type { Kind } from '../../../clients/kubernetes/client.ts'
import { isRecord, listAt, numberAt, textAt, valueAt } from '../../../core/json.ts'
import { type LabelSelector, readLabelSelector } from '../../kubernetes/objects/label-selector.ts'
import { type Meta, readMeta } from '../../kubernetes/objects/meta.ts'

/** Admission webhooks: the API server asks them before it stores an object. */
export interface WebhookConfiguration extends Meta {
  readonly kind: 'ValidatingWebhookConfiguration' | 'MutatingWebhookConfiguration'
  readonly webhooks: readonly Webhook[]
}

export interface Webhook {
  readonly name: string
  /** `Fail`: what it does not answer is refused. */
  readonly failurePolicy: 'Fail' | 'Ignore'
  readonly timeoutSeconds: number
  /** Null where it is a URL. */
  readonly service: { readonly namespace: string; readonly name: string; readonly port: number } | null
  readonly url: string | null
  /** Of which namespaces it is asked; none: of all. */
  readonly namespaces: LabelSelector
  readonly objects: LabelSelector
  readonly rules: readonly WebhookRule[]
  /** Expressions that narrow it further, which are not evaluated here. */
  readonly hasConditions: boolean
}

export interface WebhookRule {
  readonly groups: readonly string[]
  /** `pods`, `deployments/scale`, `*`. */
  readonly resources: readonly string[]
  readonly operations: readonly string[]
}

export const validatingWebhooks: Kind<WebhookConfiguration> = kindOf(
  'validatingwebhookconfigurations',
  'ValidatingWebhookConfiguration',
)
export const mutatingWebhooks: Kind<WebhookConfiguration> = kindOf(
  'mutatingwebhookconfigurations',
  'MutatingWebhookConfiguration',
)

function kindOf(resource: string, kind: WebhookConfiguration['kind']): Kind<WebhookConfiguration> {
  return {
    group: 'admissionregistration.k8s.io',
    version: 'v1',
    resource,
    namespaced: false,
    read: (raw, now) => ({ ...readMeta(raw, now), kind, webhooks: listAt(raw, 'webhooks').map(readWebhook) }),
  }
}

function readWebhook(raw: unknown): Webhook {
  const service = valueAt(raw, 'clientConfig', 'service')
  return {
    name: textAt(raw, 'name') ?? '',
    failurePolicy: textAt(raw, 'failurePolicy') === 'Ignore' ? 'Ignore' : 'Fail',
    timeoutSeconds: numberAt(raw, 'timeoutSeconds') ?? 10,
    service: isRecord(service)
      ? {
          namespace: textAt(service, 'namespace') ?? '',
          name: textAt(service, 'name') ?? '',
          port: numberAt(service, 'port') ?? 443,
        }
      : null,
    url: textAt(raw, 'clientConfig', 'url'),
    namespaces: readLabelSelector(valueAt(raw, 'namespaceSelector')) ?? [],
    objects: readLabelSelector(valueAt(raw, 'objectSelector')) ?? [],
    rules: listAt(raw, 'rules').map((rule) => ({
      groups: texts(rule, 'apiGroups'),
      resources: texts(rule, 'resources'),
      operations: texts(rule, 'operations'),
    })),
    hasConditions: listAt(raw, 'matchConditions').length > 0,
  }
}

function texts(raw: unknown, field: string): readonly string[] {
  return listAt(raw, field).filter((each) => typeof each === 'string')
}
