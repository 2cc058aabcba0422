import { parseJson, valueAt } from '../../core/json.ts'
import type { Api } from './api.ts'
import { deadlineIn } from './deadline.ts'
import type { Right } from './refusal.ts'
import { allows, type RulesOfNamespace, readRules } from './rules.ts'

/** What the operator may do on one cluster, asked of it before anything else is. Kept for the run. */
export class Rights {
  readonly #api: Api
  readonly #patienceMs: () => number
  readonly #rules = new Map<string, Promise<RulesOfNamespace | null>>()
  readonly #single = new Map<string, Promise<boolean>>()

  constructor(api: Api, patienceMs: () => number) {
    this.#api = api
    this.#patienceMs = patienceMs
  }

  /**
   * A namespace is answered by one review of its rules. They do not tell which of them hold for the cluster, too, so that is asked one by one, and so is
   * what the rules leave open. Where even that may not be asked, the answer is yes: the question itself will tell.
   */
  async may(right: Right): Promise<boolean> {
    if (right.namespace === undefined) return this.#askSingle(right)
    const known = await this.#rulesOf(right.namespace)
    if (known === null) return true
    if (allows(known.rules, right)) return true
    return known.incomplete ? this.#askSingle(right) : false
  }

  #rulesOf(namespace: string): Promise<RulesOfNamespace | null> {
    return once(this.#rules, namespace, async () => {
      const review = await this.#review('selfsubjectrulesreviews', 'SelfSubjectRulesReview', { namespace })
      return review === null ? null : readRules(review)
    })
  }

  #askSingle(right: Right): Promise<boolean> {
    const { verb, group, namespace, name } = right
    const [resource, subresource] = right.resource.split('/')
    const resourceAttributes = { verb, group, resource, subresource, namespace, name }
    const key = JSON.stringify(resourceAttributes)
    return once(this.#single, key, async () => {
      const review = await this.#review('selfsubjectaccessreviews', 'SelfSubjectAccessReview', { resourceAttributes })
      return review === null || valueAt(review, 'status', 'allowed') === true
    })
  }

  /** Null where reviews themselves are refused, or the server does not know them. */
  async #review(resource: string, kind: string, spec: unknown): Promise<unknown> {
    const answer = await this.#api.ask(
      {
        path: `/apis/authorization.k8s.io/v1/${resource}`,
        review: { apiVersion: 'authorization.k8s.io/v1', kind, spec },
        what: 'the question what this user may do',
      },
      deadlineIn(this.#patienceMs()),
    )
    return answer.status < 300 ? parseJson(answer.body) : null
  }
}

/** A failure is not kept: the next look may ask again. */
function once<Value>(kept: Map<string, Promise<Value>>, key: string, ask: () => Promise<Value>): Promise<Value> {
  const known = kept.get(key)
  if (known !== undefined) return known
  const asked = ask()
  kept.set(key, asked)
  asked.catch(() => kept.delete(key))
  return asked
}
