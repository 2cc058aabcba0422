import { mask } from '../../core/mask.ts'

/** The words of the kubelet for a connection that it could not make inside a pod, with the code of a socket for the drivers that look at it. */
export class PodRefused extends Error {
  readonly code: string

  constructor(complaint: string) {
    const [, [words, code]] = known.find(([pattern]) => pattern.test(complaint)) ?? [
      null,
      [mask(complaint.trim().slice(-200)), 'ECONNRESET'],
    ]
    super(words)
    this.code = code
  }
}

const known: readonly (readonly [RegExp, readonly [words: string, code: string]])[] = [
  [/connection refused/i, ['connection refused inside the pod', 'ECONNREFUSED']],
  [/not running|not found|no such container|sandbox/i, ['the pod is not running', 'EHOSTUNREACH']],
  [/timed? ?out/i, ['no answer inside the pod', 'ETIMEDOUT']],
]
