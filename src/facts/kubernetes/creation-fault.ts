/** Why the API server does not take a pod that a controller wants to create. */
export interface CreationFault {
  readonly fault:
    | 'quota'
    | 'limit-range'
    | 'pod-security'
    | 'webhook-denied'
    | 'webhook-unreachable'
    | 'service-account'
    | 'invalid'
    | 'other'
  /** The quota, the webhook or the service account that it names. */
  readonly by: string | null
}

/** Read from the message of a FailedCreate event or of the condition ReplicaFailure. */
export function creationFaultOf(message: string): CreationFault {
  for (const [pattern, fault] of wordings) {
    const match = pattern.exec(message)
    if (match) return { fault, by: match[1] ?? null }
  }
  return { fault: 'other', by: null }
}

/** The first that fits: admission and quota in the words of k8s.io/apiserver. */
const wordings: readonly (readonly [RegExp, CreationFault['fault']])[] = [
  [/exceeded quota: ([^,\s]+)/, 'quota'],
  [/failed quota: ([^:\s]+)/, 'quota'],
  [/insufficient quota/, 'quota'],
  [/failed calling webhook "([^"]+)"/, 'webhook-unreachable'],
  [/admission webhook "([^"]+)" denied/, 'webhook-denied'],
  [/ValidatingAdmissionPolicy '([^']+)'/, 'webhook-denied'],
  [/violates PodSecurity "([^"]+)"/, 'pod-security'],
  [/unable to validate against any pod security policy|security context constraint/, 'pod-security'],
  [/(?:maximum|minimum) \S+ usage per (?:Container|Pod)|is forbidden: \[?(?:maximum|minimum) /, 'limit-range'],
  [/serviceaccount "([^"]+)" not found/, 'service-account'],
  [/ is invalid: /, 'invalid'],
]
