/** Why an image cannot be had. */
export type ImageFault =
  | 'not-found'
  | 'unauthorized'
  | 'rate-limit'
  | 'unreachable-registry'
  | 'invalid-name'
  | 'wrong-platform'
  | 'never-pulled'
  | 'unknown'

/** The reasons with which a kubelet says so: kubernetes/kubernetes, pkg/kubelet/images/types.go. */
const reasons = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'RegistryUnavailable',
  'ImageInspectError',
  'SignatureValidationFailed',
])

export function isImageReason(reason: string): boolean {
  return reasons.has(reason)
}

/** Read from what the runtime (containerd, CRI-O, dockershim) was told by the registry. */
export function imageFaultOf(reason: string, message: string): ImageFault {
  if (reason === 'InvalidImageName') return 'invalid-name'
  if (reason === 'ErrImageNeverPull') return 'never-pulled'
  return wordings.find(([pattern]) => pattern.test(message))?.[1] ?? 'unknown'
}

/** The first that fits. A registry that hides what one may not see says both, `not found` or `unauthorized`. */
const wordings: readonly (readonly [RegExp, ImageFault])[] = [
  [/toomanyrequests|too many requests|rate limit|\b429\b/i, 'rate-limit'],
  [/no match for platform|no matching manifest|exec format/i, 'wrong-platform'],
  [/invalid reference format|couldn't parse image/i, 'invalid-name'],
  [
    /dial tcp|no such host|i\/o timeout|connection refused|connection reset|deadline exceeded|server misbehaving|TLS handshake|x509|failed to do request|network is unreachable|no route to host|\b50[234]\b|unexpected EOF|server gave HTTP response/i,
    'unreachable-registry',
  ],
  [
    /pull access denied|unauthorized|authentication required|access denied|authorization failed|denied:|no basic auth credentials|insufficient_scope|\b401\b|\b403\b|forbidden/i,
    'unauthorized',
  ],
  [/not found|manifest unknown|name unknown|does not exist|repository .* unknown|\b404\b/i, 'not-found'],
]
