import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { describeScope } from '../../src/config/describe.ts'
import { initialConfig } from '../../src/config/initial-config.ts'
import { initialise } from '../../src/config/initialise.ts'
import { configSchema } from '../../src/config/json-schema.ts'
import { parseConfig } from '../../src/config/parse-config.ts'
import { validateConfiguration } from '../../src/config/validate.ts'
import { scopeOf, services } from './scope-of.ts'
import { tempFolder } from './temp-folder.ts'

const accepts = new Ajv2020({ strict: false }).compile(configSchema())

describe('the JSON Schema', () => {
  test('accepts what usrops accepts', () => {
    expect(accepts(parse(services('      users: { redis: { host: x, password: env:P }, via: { ssh: b } }')))).toBe(true)
  })
  test('refuses unknown keys', () => {
    expect(accepts(parse(services('      users: { rediss: { host: x } }')))).toBe(false)
  })
  test('says what each key is for', () => {
    expect(JSON.stringify(configSchema())).toContain('Where a secret is: env:NAME')
  })
})

describe('a first configuration', () => {
  const env = {
    SERVICE_NAME: 'users',
    DATABASE_URL: 'postgres://a:b@c/d',
    KAFKA_BROKERS: 'k',
    LOG_FILES: '/a.log,/b.log',
  }

  test.each([
    ['from variables', env],
    ['without any', {}],
    ['from the parts of libpq', { PGHOST: 'db', PGPORT: '5433', PGPASSWORD: 'x' }],
  ])('%s is valid', async (_name, variables) => {
    const text = await initialConfig(variables)
    expect(Object.keys(parseConfig(text, 'usrops.yaml').environments)).toEqual(['default'])
    expect(accepts(parse(text))).toBe(true)
  })

  test('means the same systems as the variables it was made of', async () => {
    const fromFile = await scopeOf(await initialConfig(env), env)
    const fromVariables = await scopeOf(undefined, env)
    expect(fromFile.topology.nodes).toEqual(fromVariables.topology.nodes)
  })

  test('is written once and never over another', async () => {
    using folder = tempFolder()
    await initialise('usrops.yaml', await initialConfig(env), folder.path)
    const text = readFileSync(join(folder.path, 'usrops.yaml'), 'utf8')
    await expect(initialise('usrops.yaml', 'another', folder.path)).rejects.toThrow(
      'is there already, and was not touched',
    )
    expect(readFileSync(join(folder.path, 'usrops.yaml'), 'utf8')).toBe(text)
    expect(await initialise('-', text)).toBe(text)
  })
})

test('a scope is shown with references, ways and pins', async () => {
  const yaml = services(
    '      users: { redis: { url: env:R }, postgres: { host: db, password: "exec:op read x", identity: "7", via: { socks: p } } }',
  )
  expect(describeScope(await scopeOf(yaml, { R: 'redis://cache' }))).toMatchObject({
    kind: 'Configuration',
    environment: 'production',
    services: [{ name: 'users', dependsOn: ['users-db', 'users-redis'] }],
    systems: [
      {
        name: 'users-db',
        pinnedIdentity: '7',
        settings: { password: 'exec:op …', address: 'db:5432', via: 'socks p:1080' },
      },
      { name: 'users-redis', pinnedIdentity: null, settings: { url: 'env:R', address: 'cache:6379', via: 'direct' } },
    ],
  })
})

test('validation reads every environment and names references that lead nowhere', async () => {
  const yaml =
    'version: 1\nenvironments:\n  a: { services: { s: { redis: { url: env:GONE } } } }\n  b: { services: { s: { redis: { url: env:R } } } }\n'
  using folder = tempFolder({ 'usrops.yaml': yaml })
  const validation = await validateConfiguration({ env: { R: 'redis://x' }, cwd: folder.path, home: folder.path })
  expect(validation.environments).toEqual([
    {
      name: 'a',
      services: 1,
      clusters: 0,
      unresolved: ['environments.a.services.s.redis.url refers to the variable GONE, which is not set'],
    },
    { name: 'b', services: 1, clusters: 0, unresolved: [] },
  ])
})
