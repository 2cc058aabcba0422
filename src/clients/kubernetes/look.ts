import { CannotAsk } from '../../core/facts.ts'
import { listAt, parseJson, textAt } from '../../core/json.ts'
import { mask } from '../../core/mask.ts'
import type { Api } from './api.ts'
import type { ClusterClient, Kind, ListScope, LogOptions, Verb } from './client.ts'
import { type Deadline, deadlineIn } from './deadline.ts'
import { listAll, notServed } from './listing.ts'
import { acceptOf, groupPath, logPath, pods, resourcePath } from './paths.ts'
import { failed, forbidden, type Right, rightText } from './refusal.ts'
import type { Rights } from './rights.ts'

/** What all looks at one cluster share. */
export interface Shared {
  readonly api: Api
  readonly rights: Rights
  readonly version: () => Promise<string>
  /** How long one answer may take. */
  readonly patienceMs: () => number
}

/** One moment of a cluster: whatever is asked twice is sent once, failures included. */
export class Look implements ClusterClient {
  readonly name: string
  readonly kubectl: readonly string[]
  readonly helm: readonly string[]
  readonly #shared: Shared
  readonly #over = new AbortController()
  readonly #asked = new Map<object, Map<string, Promise<unknown>>>()

  constructor(shared: Shared) {
    const { name, kubectl, helm } = shared.api.access
    this.name = name
    this.kubectl = kubectl
    this.helm = helm
    this.#shared = shared
  }

  list<Value>(kind: Kind<Value>, scope: ListScope): Promise<readonly Value[]> {
    const { namespace, labelSelector, fieldSelector } = scope
    return this.#once(kind, JSON.stringify(['list', namespace, labelSelector, fieldSelector]), async () => {
      const [, name] = /^metadata\.name=([^,]+)$/.exec(fieldSelector ?? '') ?? []
      const right = await this.#allowed({ verb: 'list', ...placeOf(kind, namespace, name) })
      return listAll(this.#shared.api, kind, scope, right, this.#deadline())
    })
  }

  get<Value>(kind: Kind<Value>, namespace: string | null, name: string): Promise<Value | null> {
    return this.#once(kind, JSON.stringify(['get', namespace, name]), async () => {
      const right = await this.#allowed({ verb: 'get', ...placeOf(kind, namespace ?? undefined, name) })
      const path = resourcePath(kind, namespace, name)
      const question = { path, right, what: rightText(right), accept: acceptOf(kind, '') }
      const answer = await this.#shared.api.ask(question, this.#deadline())
      if (answer.status < 300) return kind.read(parseJson(answer.body), answer.now)
      // The answer to a name that is not there says which; without it, there is no such kind.
      const status = parseJson(answer.body)
      if (answer.status === 404 && textAt(status, 'details', 'name') !== null) return null
      throw answer.status === 404 ? notServed(this.name, kind) : failed(this.#shared.api.access, right.verb, answer)
    })
  }

  may(
    verb: Verb,
    group: string,
    resource: string,
    { namespace, name }: { namespace?: string; name?: string },
  ): Promise<boolean> {
    return this.#shared.rights.may({
      ...{ verb, group, resource },
      ...(namespace !== undefined && { namespace }),
      ...(name !== undefined && { name }),
    })
  }

  serves(group: string, version: string, resource: string): Promise<boolean> {
    const path = groupPath(group, version)
    const names = this.#once(this.#shared, path, async () => {
      const what = `the question which kinds ${group || 'the core API'} has`
      const answer = await this.#shared.api.ask({ path, what }, this.#deadline())
      if (answer.status === 404) return []
      if (answer.status >= 300) throw failed(this.#shared.api.access, what, answer)
      return listAt(parseJson(answer.body), 'resources').map((each) => textAt(each, 'name'))
    })
    return names.then((known) => known.includes(resource))
  }

  async log(pod: { namespace: string; name: string }, options: LogOptions): Promise<string> {
    const right = await this.#allowed({ verb: 'get', ...placeOf(logs, pod.namespace, pod.name) })
    const what = `read the log of ${options.container} in pod ${pod.name}`
    const accept = 'text/plain, application/json'
    const answer = await this.#shared.api.ask({ path: logPath(pod, options), right, what, accept }, this.#deadline())
    if (answer.status < 300) return wholeLines(answer.body, options.limitBytes)
    const words = mask(textAt(parseJson(answer.body), 'message') ?? `the API server answers ${answer.status}`)
    throw new CannotAsk('failed', `there is no log of ${options.container} in pod ${pod.name}: ${words}`)
  }

  version(): Promise<string> {
    return this.#shared.version()
  }

  /** Ends what still waits for an answer. */
  end(): void {
    this.#over.abort()
  }

  async #allowed(right: Right): Promise<Right> {
    if (await this.#shared.rights.may(right)) return right
    throw forbidden(this.#shared.api.access, right)
  }

  #deadline(): Deadline {
    return deadlineIn(this.#shared.patienceMs(), this.#over.signal)
  }

  #once<Value>(of: object, key: string, ask: () => Promise<Value>): Promise<Value> {
    const asked = this.#asked.get(of) ?? new Map<string, Promise<unknown>>()
    this.#asked.set(of, asked)
    const known = asked.get(key) as Promise<Value> | undefined
    if (known !== undefined) return known
    const answer = ask()
    asked.set(key, answer)
    return answer
  }
}

const logs = { ...pods, resource: 'pods/log' } as const

function placeOf(
  { group, resource, namespaced }: Omit<Kind<unknown>, 'read'>,
  namespace: string | undefined,
  name: string | undefined,
): Omit<Right, 'verb'> {
  return {
    ...{ group, resource },
    ...(namespaced && namespace !== undefined && { namespace }),
    ...(name !== undefined && { name }),
  }
}

/** A limit in bytes cuts the last line. */
function wholeLines(text: string, limitBytes: number | undefined): string {
  const cut = limitBytes !== undefined && Buffer.byteLength(text) >= limitBytes
  return cut ? text.slice(0, text.lastIndexOf('\n') + 1) : text
}
