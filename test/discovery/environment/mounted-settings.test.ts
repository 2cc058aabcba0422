import { describe, expect, it } from 'vitest'
import { withMountedSettings } from '../../../src/discovery/environment/mounted-settings.ts'
import { resolveEnvironment } from '../../../src/discovery/environment/resolve-environment.ts'
import { textOf } from '../../../src/discovery/environment/value.ts'
import { readPodTemplate } from '../../../src/facts/kubernetes/objects/pod-template.ts'
import { place } from './environment-of.ts'

type Files = Readonly<Record<string, string>>

interface Pod {
  readonly env?: Readonly<Record<string, string>>
  readonly mount?: object
  readonly volume?: object
  readonly secretKeys?: readonly string[]
}

async function entriesOf(files: Files | undefined, { env = {}, mount = {}, volume, secretKeys }: Pod = {}) {
  const { containers, volumes } = readPodTemplate({
    spec: {
      containers: [
        {
          name: 'app',
          env: Object.entries(env).map(([name, value]) => ({ name, value })),
          volumeMounts: [{ name: 'config', mountPath: '/config', ...mount }],
        },
      ],
      volumes: [{ name: 'config', ...(volume ?? { configMap: { name: 'files' } }) }],
    },
  })
  const [container] = containers
  if (container === undefined) throw new Error('no container')
  const objects = { configMap: () => files, ...(secretKeys && { secretKeys: () => secretKeys }) }
  const around = { place, objects }
  return withMountedSettings(resolveEnvironment(container, around), container, volumes, around)
}

async function textsOf(files: Files | undefined, pod: Pod = {}) {
  const entries = await entriesOf(files, pod)
  return Object.fromEntries(entries.map(({ name, value }) => [name, textOf(value)]))
}

describe('the files of a framework that are mounted into a container', () => {
  it('are read as YAML, with lists as Spring binds them', async () => {
    const yml = 'spring:\n  datasource: {url: "jdbc:postgresql://db/users"}\n  kafka: {bootstrap-servers: [a:1, b:2]}\n'
    expect(await textsOf({ 'application.yml': yml, 'logback.xml': '<x/>' })).toEqual({
      SPRING_DATASOURCE_URL: 'jdbc:postgresql://db/users',
      SPRING_KAFKA_BOOTSTRAP_SERVERS: 'a:1,b:2',
    })
  })

  it('are read as properties', async () => {
    const text =
      '# comment\nspring.datasource.url=jdbc:postgresql://db/a?b=c\n! note\nspring.data.redis.host : cache\nlong=a,\\\n  b\n'
    expect(await textsOf({ 'application.properties': text })).toEqual({
      SPRING_DATASOURCE_URL: 'jdbc:postgresql://db/a?b=c',
      SPRING_DATA_REDIS_HOST: 'cache',
      LONG: 'a,b',
    })
  })

  it('are read as .NET and dotenv write them', async () => {
    const files = {
      'appsettings.json': '{"ConnectionStrings":{"Default":"Host=db;Database=a"}}',
      '.env': 'export A="1"\nB=2\n',
    }
    expect(await textsOf(files)).toEqual({ ConnectionStrings__Default: 'Host=db;Database=a', A: '1', B: '2' })
  })

  it('lose against variables, however these are written', async () => {
    const files = { 'application.yml': 'spring: {data: {redis: {host: file, port: 1}}}' }
    expect(await textsOf(files, { env: { SPRING_DATA_REDIS_HOST: 'variable' } })).toEqual({
      SPRING_DATA_REDIS_HOST: 'variable',
      SPRING_DATA_REDIS_PORT: '1',
    })
  })

  it('count only for the profiles that are active, which win', async () => {
    const files = {
      'application-prod.yml': 'a: prod',
      'application.yml':
        'a: all\nb: all\n---\nspring.config.activate.on-profile: dev\nb: dev\n---\nspring.config.activate.on-profile: "prod & eu"\nb: both\n---\nspring.config.activate.on-profile: "!dev"\nc: not dev\n',
      'application-dev.properties': 'a=dev',
    }
    expect(await textsOf(files, { env: { SPRING_PROFILES_ACTIVE: 'prod,eu' } })).toMatchObject({
      A: 'prod',
      B: 'both',
      C: 'not dev',
    })
  })

  it('of Quarkus are those of production', async () => {
    const text =
      'quarkus.datasource.username=a\n%prod.quarkus.datasource.password=b\n%dev.quarkus.datasource.password=c\n'
    expect(await textsOf({ 'application.properties': text })).toEqual({
      QUARKUS_DATASOURCE_USERNAME: 'a',
      QUARKUS_DATASOURCE_PASSWORD: 'b',
    })
  })

  it('have their placeholders filled, with what is in variables or else with what they say themselves', async () => {
    const files = {
      'application.yml': `url: "jdbc:postgresql://\${DB_HOST:db}:\${DB_PORT:5432}/\${DB:\${NAME}}"\nnone: "\${NOBODY}"`,
    }
    expect(await textsOf(files, { env: { DB_HOST: 'users', NAME: 'a' } })).toMatchObject({
      URL: 'jdbc:postgresql://users:5432/a',
      NONE: `\${NOBODY}`,
    })
  })

  it('survive a placeholder that means itself', async () => {
    const entries = await entriesOf({ 'application.yml': `a: "\${A}"` })
    expect(entries).toHaveLength(1)
  })

  it('do not grow without end', async () => {
    const ten = (name: string) => `\${${name}}`.repeat(10)
    const bomb = [...'abcdefgh'].map((letter, index) => `${letter}: "${ten('bcdefghz'[index] ?? '')}"`)
    const entries = await entriesOf({ 'application.yml': `${bomb.join('\n')}\nz: "0123456789"` })
    expect(Math.max(...entries.map(({ value }) => textOf(value)?.length ?? 0))).toBeLessThan(200_000)
  })

  it('have the name of their mount where a subPath renames them', async () => {
    const mount = { mountPath: '/app/application.yml', subPath: 'users.yaml' }
    expect(await textsOf({ 'users.yaml': 'a: 1', 'application.yml': 'b: 2' }, { mount })).toEqual({ A: '1' })
  })

  it('refer to what stands in them by the name of the variable it would be', async () => {
    const [entry] = await entriesOf({ 'application.yml': 'spring: {datasource: {password: hush}}' })
    expect(entry).toMatchObject({
      where: 'file',
      reference: 'pod-env:users/Deployment/user-service/app/SPRING_DATASOURCE_PASSWORD',
    })
  })

  it.each([
    [
      'a file that is no YAML',
      { 'application.yml': 'a: [1' },
      {},
      'unreadable',
      'the file application.yml that is mounted into the container cannot be read',
    ],
    [
      'a Secret with such a file',
      {},
      { volume: { secret: { secretName: 's' } }, secretKeys: ['application.yml', 'x'] },
      'forbidden',
      'application.yml is mounted from Secret s, which was not read',
    ],
    [
      'a ConfigMap that was not read',
      undefined,
      { volume: { configMap: { name: 'm', items: [{ key: 'application.yml', path: 'application.yml' }] } } },
      'forbidden',
      'application.yml is mounted from ConfigMap m, which was not read',
    ],
  ])('say what could not be read: %s', async (_, files, pod, kind, reason) => {
    const entries = await entriesOf(files, pod)
    expect(entries.map(({ missing }) => missing)).toEqual([{ kind, reason }])
  })
})
