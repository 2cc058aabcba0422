import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import type { Kind } from '../../../src/clients/kubernetes/client.ts'
import {
  type RoleWishes,
  readInCluster,
  readInNamespace,
  readInSystem,
  rolesOf,
} from '../../../src/clients/kubernetes/roles.ts'

const wishes: RoleWishes = { tier: 'look', namespaces: ['users'], subject: null, clusterWide: false, secrets: [] }

interface Document {
  readonly kind: string
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly rules?: readonly Rule[]
  readonly subjects?: readonly object[]
  readonly roleRef?: { readonly kind: string; readonly name: string }
}

interface Rule {
  readonly apiGroups: readonly string[]
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
  readonly resourceNames?: readonly string[]
}

function printed(over: Partial<RoleWishes> = {}): readonly Document[] {
  return parseAllDocuments(rolesOf({ ...wishes, ...over })).map((document) => document.toJS())
}

const rulesOf = (over: Partial<RoleWishes>) => printed(over).flatMap(({ rules = [] }) => rules)
const about = (rules: readonly Rule[], resource: string) =>
  rules.filter(({ resources }) => resources.includes(resource))

describe('tier look', () => {
  const rules = rulesOf({ clusterWide: true })

  it('holds reading verbs, and asking what one may', () => {
    const others = rules.filter(({ verbs }) => verbs.some((verb) => !['get', 'list', 'watch'].includes(verb)))
    expect(others).toEqual([
      {
        apiGroups: ['authorization.k8s.io'],
        resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
        verbs: ['create'],
      },
    ])
  })

  it.each(['secrets', 'pods/exec', 'pods/attach', 'pods/portforward', 'pods/proxy', '*'])(
    'never holds %s',
    (resource) => {
      expect(about(rules, resource)).toEqual([])
      expect(rules.filter(({ apiGroups, verbs }) => apiGroups.includes('*') || verbs.includes('*'))).toEqual([])
    },
  )

  it('reads logs', () => {
    expect(about(rules, 'pods/log')).toMatchObject([{ verbs: ['get'] }])
  })

  it('holds everything that is asked, and nothing that is not', async () => {
    const asked = await askedKinds()
    const system = Object.values(readInSystem).flatMap(pairs)
    expect([...new Set([...pairs(readInNamespace), ...system])].toSorted()).toEqual(asked.namespaced)
    expect(pairs(readInCluster).toSorted()).toEqual(asked.ofCluster)
  })
})

describe('the tiers above', () => {
  it('add tunnels, and of Secrets only those that are named', () => {
    const rules = rulesOf({ tier: 'connect', secrets: ['user-db', 'user-cache'] })
    expect(about(rules, 'pods/portforward')).toMatchObject([{ verbs: ['get', 'create'] }])
    expect(about(rules, 'secrets')).toEqual([
      { apiGroups: [''], resources: ['secrets'], verbs: ['get'], resourceNames: ['user-db', 'user-cache'] },
    ])
  })

  it('give no right to all Secrets where none is named', () => {
    expect(about(rulesOf({ tier: 'connect' }), 'secrets')).toEqual([])
    expect(rolesOf({ ...wishes, tier: 'connect' })).toContain('add --secret NAME')
  })

  it('list Secrets for Helm alone', () => {
    expect(about(rulesOf({ tier: 'helm' }), 'secrets')).toEqual([
      { apiGroups: [''], resources: ['secrets'], verbs: ['list'] },
    ])
  })
})

describe('what is printed', () => {
  it('is a Role and its binding for each namespace', () => {
    const names = printed({ namespaces: ['users', 'orders'] }).map(
      ({ kind, metadata }) => `${kind} ${metadata.namespace}`,
    )
    expect(names).toEqual(['Role users', 'RoleBinding users', 'Role orders', 'RoleBinding orders'])
  })

  it('holds something of the whole cluster only where that was asked for', () => {
    const ofCluster = (over: Partial<RoleWishes>) =>
      printed(over)
        .filter(({ metadata }) => metadata.namespace !== 'users')
        .map(({ kind }) => kind)
    expect(ofCluster({})).toEqual([])
    expect(ofCluster({ clusterWide: true })).toContain('ClusterRole')
    expect(rolesOf(wishes)).toContain('add --cluster-wide')
  })

  it.each([
    [
      { kind: 'User', name: 'anna@example.com' },
      { kind: 'User', name: 'anna@example.com', apiGroup: 'rbac.authorization.k8s.io' },
    ],
    [
      { kind: 'Group', name: 'on' },
      { kind: 'Group', name: 'on', apiGroup: 'rbac.authorization.k8s.io' },
    ],
    [
      { kind: 'ServiceAccount', namespace: 'ops', name: 'usrops' },
      { kind: 'ServiceAccount', name: 'usrops', namespace: 'ops' },
    ],
  ] as const)('is for %o', (subject, expected) => {
    expect(printed({ subject }).flatMap(({ subjects = [] }) => subjects)).toEqual([expected])
  })

  it('gives nobody anything while nobody is named', () => {
    expect(printed().find(({ kind }) => kind === 'RoleBinding')).toMatchObject({ subjects: [] })
    expect(rolesOf(wishes)).toContain('--service-account NAMESPACE/NAME')
  })

  it('takes nothing away from whom it was printed for before', () => {
    const bindings = ['anna', 'bob'].map((name) => printed({ subject: { kind: 'User', name } }).at(-1))
    expect(bindings.map((each) => each?.metadata.name)).toEqual(['usrops-look-anna', 'usrops-look-bob'])
    expect(new Set(bindings.map((each) => each?.roleRef?.name))).toEqual(new Set(['usrops-look']))
  })
})

const pairs = (groups: Readonly<Record<string, readonly string[]>>) =>
  Object.entries(groups).flatMap(([group, resources]) => resources.map((resource) => `${group}/${resource}`))

/** Every kind that some module of facts, discovery or clients asks for; Secrets belong to the tiers above. */
async function askedKinds() {
  const folders = ['src/facts', 'src/discovery', 'src/clients/logs', 'src/clients/kubernetes']
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(process.cwd(), folder, name)),
  )
  const modules: unknown[] = await Promise.all(files.map((file) => import(file)))
  const kinds = modules.flatMap((module) => kindsIn(module)).filter(({ resource }) => resource !== 'secrets')
  const names = (namespaced: boolean) => [
    ...new Set(
      kinds.filter((kind) => kind.namespaced === namespaced).map(({ group, resource }) => `${group}/${resource}`),
    ),
  ]
  return { namespaced: names(true).toSorted(), ofCluster: names(false).toSorted() }
}

function kindsIn(value: unknown, depth = 0): readonly Kind<unknown>[] {
  if (typeof value !== 'object' || value === null || depth > 3) return []
  if ('group' in value && 'resource' in value && 'read' in value) return [value as Kind<unknown>]
  return Object.values(value).flatMap((each) => kindsIn(each, depth + 1))
}
