import { expect, test } from 'vitest'
import { allows, readRules } from '../../../src/clients/kubernetes/rules.ts'

const rule = (verbs: string[], apiGroups: string[], resources: string[], resourceNames?: string[]) => ({
  ...{ verbs, apiGroups, resources },
  ...(resourceNames && { resourceNames }),
})
const admin = rule(['*'], ['*'], ['*'])
const reader = rule(['get', 'list'], ['', 'apps'], ['pods', 'pods/log', 'deployments'])

test.each([
  ['everything', admin, { verb: 'create', group: 'x.io', resource: 'pods/portforward' }, true],
  ['what is listed', reader, { verb: 'list', group: 'apps', resource: 'deployments' }, true],
  ['a subresource that is listed', reader, { verb: 'get', group: '', resource: 'pods/log', name: 'a' }, true],
  ['a subresource that is not', reader, { verb: 'get', group: '', resource: 'pods/exec' }, false],
  ['a verb that is not', reader, { verb: 'create', group: '', resource: 'pods' }, false],
  ['a group that is not', reader, { verb: 'list', group: 'batch', resource: 'pods' }, false],
  [
    'one subresource of everything',
    rule(['get'], ['*'], ['*/log']),
    { verb: 'get', group: '', resource: 'pods/log' },
    true,
  ],
  [
    'that, without the subresource',
    rule(['get'], ['*'], ['*/log']),
    { verb: 'get', group: '', resource: 'pods' },
    false,
  ],
  [
    'one object by its name',
    rule(['get'], [''], ['secrets'], ['a']),
    { verb: 'get', group: '', resource: 'secrets', name: 'a' },
    true,
  ],
  [
    'another one',
    rule(['get'], [''], ['secrets'], ['a']),
    { verb: 'get', group: '', resource: 'secrets', name: 'b' },
    false,
  ],
  ['all of them', rule(['list'], [''], ['secrets'], ['a']), { verb: 'list', group: '', resource: 'secrets' }, false],
])('knows whether a rule allows %s', (_name, raw, right, allowed) => {
  const { rules } = readRules({ status: { resourceRules: [raw], incomplete: false } })
  expect(allows(rules, right)).toBe(allowed)
})

test('takes nothing for granted of a review that says nothing', () => {
  expect(readRules({})).toEqual({ rules: [], incomplete: false })
  expect(readRules({ status: { incomplete: true } }).incomplete).toBe(true)
})
