import { readFileSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** One request that the API server answered. */
export interface Asked {
  readonly verb: string
  /** `pods`, `pods/log`; the path of what is no resource. */
  readonly resource: string
  readonly namespace: string | null
  readonly name: string | null
  readonly code: number
}

/** What one user asks of a cluster from now on, by the audit log of its API server. */
export function auditOf(file: string, user: string) {
  const start = statSync(file).size
  return async (): Promise<readonly Asked[]> => {
    // The server writes its log in batches.
    await sleep(1_500)
    return readFileSync(file)
      .subarray(start)
      .toString('utf8')
      .split('\n')
      .filter((line) => line.includes(JSON.stringify(user)))
      .map((line) => JSON.parse(line))
      .filter((event) => event.user?.username === user && event.stage === 'ResponseComplete')
      .map(({ verb, requestURI, objectRef, responseStatus }) => ({
        verb,
        resource: [objectRef?.resource ?? requestURI, objectRef?.subresource].filter(Boolean).join('/'),
        namespace: objectRef?.namespace ?? null,
        name: objectRef?.name ?? null,
        code: responseStatus?.code ?? 0,
      }))
  }
}
