import { CannotAsk } from '../../core/facts.ts'
import { listAt, parseJson, textAt } from '../../core/json.ts'
import type { Api } from './api.ts'
import type { Kind, ListScope } from './client.ts'
import type { Deadline } from './deadline.ts'
import type { ApiAnswer } from './exchange.ts'
import { acceptOf, resourcePath, selectors } from './paths.ts'
import { failed, type Right, rightText } from './refusal.ts'

/** What kubectl asks for, too: enough that few round trips are needed, few enough that a page is small. */
const pageSize = 500

/**
 * All objects of a kind, page by page: each object is read into its small record, and the page is dropped.
 * Where the list became too old to go on with (410), it goes on with what the server offers instead, else starts anew, once.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 */
export async function listAll<Value>(
  api: Api,
  kind: Kind<Value>,
  scope: ListScope,
  right: Right,
  deadline: Deadline,
): Promise<readonly Value[]> {
  const found: Value[] = []
  let next: string | null = ''
  let mayRestart = true
  while (next !== null) {
    const question = { path: pathOf(kind, scope, next), right, what: rightText(right), accept: acceptOf(kind, 'List') }
    const answer = await api.ask(question, deadline)
    if (answer.status !== 410) {
      if (answer.status === 404) throw notServed(api.access.name, kind)
      if (answer.status >= 300) throw failed(api.access, rightText(right), answer)
      next = readPage(kind, answer, found)
    } else if (mayRestart) {
      mayRestart = false
      next = textAt(parseJson(answer.body), 'metadata', 'continue') || restart(found)
    } else {
      throw new CannotAsk('failed', `${api.access.name} changes faster than its ${kind.resource} can be listed`)
    }
  }
  return found
}

function pathOf(kind: Kind<unknown>, scope: ListScope, next: string): string {
  const query = { limit: String(pageSize), ...selectors(scope), ...(next !== '' && { continue: next }) }
  return `${resourcePath(kind, scope.namespace ?? null)}?${new URLSearchParams(query)}`
}

/** Adds what is on the page, and gives where the next one starts; null: it was the last. */
function readPage<Value>(kind: Kind<Value>, answer: ApiAnswer, found: Value[]): string | null {
  const page = parseJson(answer.body)
  for (const each of listAt(page, 'items')) found.push(kind.read(each, answer.now))
  return textAt(page, 'metadata', 'continue') || null
}

function restart(found: unknown[]): string {
  found.length = 0
  return ''
}

/** The API has no such kind: an add-on that is not installed, or a server too old or too new. */
export function notServed(cluster: string, { group, version, resource }: Omit<Kind<unknown>, 'read'>): CannotAsk {
  return new CannotAsk('unsupported', `${cluster} does not have ${resource} of ${group || 'the core API'} ${version}`)
}
