import { describe, expect, it } from 'vitest'
import type { EnvironmentEntry } from '../../../src/discovery/environment/dependencies.ts'
import { textOf } from '../../../src/discovery/environment/value.ts'
import { entriesOf } from './environment-of.ts'

const secretRef = (name: string, key: string, optional = false) => ({ secretKeyRef: { name, key, optional } })
const configRef = (name: string, key: string, optional = false) => ({ configMapKeyRef: { name, key, optional } })

const objects = {
  configMap(name: string) {
    if (name === 'secretive') return undefined
    return name === 'app' ? { LEVEL: 'info', HOST: 'from-map', '1ST': 'x', 'a b': 'y' } : null
  },
}

function texts(entries: readonly EnvironmentEntry[]) {
  return Object.fromEntries(entries.map(({ name, value }) => [name, textOf(value)]))
}

describe('the variables of a container', () => {
  it('come from envFrom in its order, and env overrides them', () => {
    const two = {
      configMap: (name: string) => ({ first: { A: '1', B: '1' }, second: { B: '2', C: '2' } })[name] ?? null,
    }
    const entries = entriesOf(
      {
        envFrom: [{ configMapRef: { name: 'first' } }, { configMapRef: { name: 'second' } }],
        env: [{ name: 'C', value: '3' }],
      },
      two,
    )
    expect(texts(entries)).toEqual({ A: '1', B: '2', C: '3' })
  })

  it('carry the prefix of their source, which makes names valid too', () => {
    const entries = entriesOf({ envFrom: [{ prefix: 'APP_', configMapRef: { name: 'app' } }] }, objects)
    expect(texts(entries)).toEqual({ APP_LEVEL: 'info', APP_HOST: 'from-map', APP_1ST: 'x' })
  })

  it('leave out keys that cannot be names', () => {
    const entries = entriesOf({ envFrom: [{ configMapRef: { name: 'app' } }] }, objects)
    expect(texts(entries)).toEqual({ LEVEL: 'info', HOST: 'from-map' })
  })

  it.each([
    ['what was defined before', 'http://$(HOST)/', 'http://from-map/'],
    ['nothing that is defined later', '$(LATER)', '$(LATER)'],
    ['nothing that is not defined', 'a $(NOBODY) b', 'a $(NOBODY) b'],
    ['nothing behind two dollar signs', '$$(HOST)', '$(HOST)'],
    ['nothing without parentheses', `$HOST \${HOST} 5$`, `$HOST \${HOST} 5$`],
    ['nothing that is not closed', '$(HOST', '$(HOST'],
    ['what stands behind an escaped dollar sign', '$$$(HOST)', '$from-map'],
    ['the Service that a variable of the kubelet means', '$(USER_DB_SERVICE_HOST)', 'user-db'],
  ])('are put together from %s', (_, value, text) => {
    const env = [
      { name: 'VALUE', value },
      { name: 'LATER', value: 'late' },
    ]
    const entries = entriesOf({ envFrom: [{ configMapRef: { name: 'app' } }], env }, objects)
    expect(texts(entries).VALUE).toBe(text)
  })

  it('do not grow without end', () => {
    const env = [...'abcdefgh'].map((name, index) => ({
      name,
      value: index === 0 ? '0123456789' : `$(${'abcdefgh'[index - 1]})`.repeat(10),
    }))
    expect(Math.max(...entriesOf({ env }).map(({ value }) => textOf(value)?.length ?? 0))).toBeLessThan(200_000)
  })

  it('do not expand what stands in a ConfigMap', () => {
    const entries = entriesOf(
      {
        env: [
          { name: 'A', value: 'a' },
          { name: 'B', valueFrom: configRef('other', 'B') },
        ],
      },
      { configMap: () => ({ B: '$(A)' }) },
    )
    expect(texts(entries).B).toBe('$(A)')
  })

  it('refer to a Secret instead of holding its value', () => {
    const [entry] = entriesOf({ env: [{ name: 'PASSWORD', valueFrom: secretRef('user-db', 'password') }] })
    expect(entry).toEqual({
      name: 'PASSWORD',
      where: 'secret',
      reference: 'secret:users/user-db/password',
      value: [{ reference: 'secret:users/user-db/password' }],
    })
  })

  it('keep the place of each secret that is set into a text', () => {
    const env = [
      { name: 'PASSWORD', valueFrom: secretRef('user-db', 'password') },
      { name: 'PLAIN_PASSWORD', value: 'open' },
      { name: 'URL', value: 'postgres://app:$(PASSWORD)@db/$(PLAIN_PASSWORD)' },
    ]
    expect(entriesOf({ env }).at(-1)?.value).toEqual([
      'postgres://app:',
      { reference: 'secret:users/user-db/password' },
      '@db/',
      { reference: 'pod-env:users/Deployment/user-service/app/PLAIN_PASSWORD', value: 'open' },
    ])
  })

  it('take every key of a Secret as a reference where keys may be seen', () => {
    const keys = { configMap: () => null, secretKeys: () => ['DATABASE_URL', '9LIVES'] }
    const entries = entriesOf({ envFrom: [{ secretRef: { name: 'env' } }] }, keys)
    expect(entries.map(({ name, reference }) => [name, reference])).toEqual([
      ['DATABASE_URL', 'secret:users/env/DATABASE_URL'],
    ])
  })

  it('know the namespace, and leave open what differs from pod to pod', () => {
    const field = (fieldPath: string) => ({ fieldRef: { fieldPath } })
    const env = [
      { name: 'NAMESPACE', valueFrom: field('metadata.namespace') },
      { name: 'POD_IP', valueFrom: field('status.podIP') },
      { name: 'SELF', value: '$(POD_IP).$(NAMESPACE)' },
    ]
    expect(texts(entriesOf({ env }))).toEqual({ NAMESPACE: 'users', POD_IP: '', SELF: '$(POD_IP).users' })
  })

  it('keep the value of envFrom where an optional key is absent', () => {
    const env = [{ name: 'HOST', valueFrom: configRef('absent', 'HOST', true) }]
    const entries = entriesOf({ envFrom: [{ configMapRef: { name: 'app' } }], env }, objects)
    expect(texts(entries).HOST).toBe('from-map')
  })
})

describe('what cannot be resolved', () => {
  it.each([
    [
      'a ConfigMap that does not exist',
      { env: [{ name: 'A', valueFrom: configRef('absent', 'a') }] },
      'missing',
      'A refers to ConfigMap absent, which does not exist',
    ],
    [
      'a key that does not exist',
      { env: [{ name: 'A', valueFrom: configRef('app', 'a') }] },
      'missing',
      'A refers to key a, which ConfigMap app does not have',
    ],
    [
      'a ConfigMap that may not be read',
      { env: [{ name: 'A', valueFrom: configRef('secretive', 'a') }] },
      'forbidden',
      'A stands in ConfigMap secretive, which was not read',
    ],
    [
      'a source that does not exist',
      { envFrom: [{ configMapRef: { name: 'absent' } }] },
      'missing',
      'ConfigMap absent, which gives variables to the container, does not exist',
    ],
    [
      'a source that may not be read',
      { envFrom: [{ configMapRef: { name: 'secretive' } }] },
      'forbidden',
      'which variables ConfigMap secretive gives is unknown: it was not read',
    ],
    [
      'a Secret of which not even the keys may be seen',
      { envFrom: [{ secretRef: { name: 'env' } }] },
      'forbidden',
      'which variables Secret env gives is unknown: it was not read',
    ],
  ])('says so: %s', (_, container, kind, reason) => {
    expect(entriesOf(container, objects).map(({ missing }) => missing)).toEqual([{ kind, reason }])
  })

  it.each([
    ['a Secret that does not exist', null, 'A refers to Secret user-db, which does not exist'],
    ['a key that a Secret does not have', ['other'], 'A refers to key password, which Secret user-db does not have'],
  ])('says so: %s', (_, keys, reason) => {
    const env = [{ name: 'A', valueFrom: secretRef('user-db', 'password') }]
    const [entry] = entriesOf({ env }, { configMap: () => null, secretKeys: () => keys })
    expect(entry?.missing).toEqual({ kind: 'missing', reason })
  })

  it('is nothing where it is optional and absent', () => {
    const container = {
      envFrom: [
        { configMapRef: { name: 'absent', optional: true } },
        { secretRef: { name: 'absent', optional: true } },
      ],
      env: [
        { name: 'A', valueFrom: configRef('absent', 'a', true) },
        { name: 'B', valueFrom: configRef('app', 'b', true) },
        { name: 'C', valueFrom: secretRef('absent', 'c', true) },
      ],
    }
    expect(entriesOf(container, { ...objects, secretKeys: () => null })).toEqual([])
  })
})
