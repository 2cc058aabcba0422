import { listAt, valueAt } from '../../core/json.ts'
import type { Right } from './refusal.ts'

/** One rule of a role, as a SelfSubjectRulesReview lists it. */
export interface Rule {
  readonly verbs: readonly string[]
  readonly groups: readonly string[]
  readonly resources: readonly string[]
  /** Empty: all of them. */
  readonly names: readonly string[]
}

/** What a review says: the rules, and whether there may be more that it does not know of (another authorizer). */
export interface RulesOfNamespace {
  readonly rules: readonly Rule[]
  readonly incomplete: boolean
}

export function readRules(review: unknown): RulesOfNamespace {
  const texts = (rule: unknown, list: string) => listAt(rule, list).filter((each) => typeof each === 'string')
  return {
    rules: listAt(review, 'status', 'resourceRules').map((rule) => ({
      verbs: texts(rule, 'verbs'),
      groups: texts(rule, 'apiGroups'),
      resources: texts(rule, 'resources'),
      names: texts(rule, 'resourceNames'),
    })),
    incomplete: valueAt(review, 'status', 'incomplete') === true,
  }
}

/** Whether one of the rules gives a right. https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources */
export function allows(rules: readonly Rule[], right: Omit<Right, 'namespace'>): boolean {
  return rules.some(
    ({ verbs, groups, resources, names }) =>
      has(verbs, right.verb) &&
      has(groups, right.group) &&
      (has(resources, right.resource) || resources.includes(anySubresource(right.resource))) &&
      (names.length === 0 || (right.name !== undefined && names.includes(right.name))),
  )
}

function has(list: readonly string[], wanted: string): boolean {
  return list.includes('*') || list.includes(wanted)
}

/** `pods/log` is meant by `*` and by `*` with the same subresource. */
function anySubresource(resource: string): string {
  const [, subresource] = resource.split('/')
  return subresource === undefined ? resource : `*/${subresource}`
}
