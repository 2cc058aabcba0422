import { afterAll, beforeAll, expect, it } from 'vitest'
import { BENCH_START_TIMEOUT_MS } from '../bench/bench.ts'
import { describeOnBench } from '../bench/require-bench.ts'
import { deadPort } from '../clients/tcp-servers.ts'
import { diagnosisIn } from '../resilience/diagnosis-in.ts'
import { blackHole } from './black-hole.ts'
import { countingPort } from './counting-ports.ts'
import { type PooledService, startPooledService } from './pooled-service.ts'
import { OperatorFolder, type Variables } from './program.ts'

await describeOnBench(['postgres', 'pgbouncer', 'redis', 'kafka'], 'usrops asks the right system, or none', () => {
  let ground: PooledService
  let folder: OperatorFolder
  let swallowing: Awaited<ReturnType<typeof blackHole>>
  beforeAll(async () => {
    swallowing = await blackHole()
    folder = new OperatorFolder()
    ground = await startPooledService()
  }, BENCH_START_TIMEOUT_MS)
  afterAll(async () => {
    await swallowing?.[Symbol.asyncDispose]()
    await ground?.stop()
    folder?.[Symbol.dispose]()
  })

  /** A configuration of the healthy systems, by variables of names nobody else uses. */
  const file = (changes: object = {}, ofEnvironment: object = {}) => {
    const service = {
      url: 'env:OPS_URL',
      postgres: { name: 'db', url: 'env:OPS_DB' },
      redis: { name: 'cache', url: 'env:OPS_CACHE' },
      kafka: { name: 'events', brokers: 'env:OPS_KAFKA' },
      ...changes,
    }
    const environments = { production: { services: { 'user-service': service }, ...ofEnvironment } }
    return folder.write('usrops.yaml', JSON.stringify({ version: 1, defaultEnvironment: 'production', environments }))
  }
  const variables = (): Variables => ({
    OPS_URL: ground.service.url,
    OPS_DB: ground.bench.postgres.monitorUrl,
    OPS_CACHE: ground.bench.redis.url,
    OPS_KAFKA: ground.bench.kafka.brokers,
  })

  it.each([
    [['diagnose']],
    [['diagnose', '-e', 'production']],
    [['doctor']],
    [['config', 'show']],
    [['config', 'validate']],
  ])('never dials what the operator’s own variables name where a configuration is used: usrops %s', async (words) => {
    await using bystander = await countingPort()
    const address = `127.0.0.1:${bystander.port}`
    const own = {
      ...{ DATABASE_URL: `postgres://me:pw@${address}/x`, DIRECT_DATABASE_URL: `postgres://me:pw@${address}/x` },
      ...{ ADMIN_DATABASE_URL: `postgres://me:pw@${address}/x`, REPLICA_DATABASE_URL: `postgres://me:pw@${address}/x` },
      ...{ PGBOUNCER_ADMIN_URL: `postgres://me:pw@${address}/pgbouncer`, REDIS_URL: `redis://${address}` },
      ...{ KAFKA_BROKERS: address, SERVICE_URL: `http://${address}`, USROPS_SERVICE_URL: `http://${address}` },
      ...{ PGHOST: '127.0.0.1', PGPORT: String(bystander.port), PGUSER: 'me', PGPASSWORD: 'pw', PGDATABASE: 'x' },
      ...{ HTTP_PROXY: `http://${address}`, HTTPS_PROXY: `http://${address}`, ALL_PROXY: `http://${address}` },
      ...{ http_proxy: `http://${address}`, NODE_USE_ENV_PROXY: '1', PGSERVICE: 'x', PGOPTIONS: '-c work_mem=1' },
    }
    file()
    const { exitCode, stdout, stderr } = await folder.usrops([...words], { ...own, ...variables() })
    expect(exitCode, stdout + stderr).toBe(0)
    expect(bystander.count).toBe(0)
  })

  it('refuses an environment that no configuration has, whatever the variables say', async () => {
    await using bystander = await countingPort()
    using empty = new OperatorFolder()
    const own = { REDIS_URL: `redis://127.0.0.1:${bystander.port}` }
    const { exitCode, stderr } = await empty.usrops(['diagnose', '-e', 'production'], own)
    expect([exitCode, bystander.count]).toEqual([2, 0])
    expect(stderr).toContain('production')
  })

  it.each([
    ['the wrong server', { postgres: { name: 'db', url: 'env:OPS_DB', identity: '7000000000000000000/users' } }, 'db'],
    [
      'the wrong cluster',
      { kafka: { name: 'events', brokers: 'env:OPS_KAFKA', identity: 'AAAAAAAAAAAAAAAAAAAAAA' } },
      'events',
    ],
  ])('does not examine %s: it says so, keeps no fact, names no cause and ends with 7', async (_what, changes, name) => {
    const config = file(changes)
    const facts = `${folder.path}/facts.json`
    const run = await folder.usrops(['diagnose', '-o', 'json', '--config', config, '--save', facts], variables())
    const { target, causes, findings } = diagnosisIn(run.stdout)
    expect([run.exitCode, causes, findings]).toEqual([7, [], []])
    const system = target.systems.find((each) => each.target.name === name)
    expect(system).toMatchObject({
      asked: false,
      reason: expect.stringContaining('another system than the one pinned'),
    })
    const { look } = JSON.parse(folder.read('facts.json')) as {
      look: { instances: { target: { name: string }; observations: object }[] }
    }
    expect(look.instances.find((each) => each.target.name === name)?.observations).toEqual({})
    const spoken = await folder.usrops(['diagnose', '--config', config], variables())
    expect(spoken.stdout).toContain(`another system than the one pinned`)
  })

  it('does not examine another database of the right server', async () => {
    const [, system = ''] = /"identity": "(\d+)\/users"/.exec((await diagnoseWith(file())).stdout) ?? []
    expect((await diagnoseWith(file({}, { identities: { db: `${system}/users` } }))).exitCode).toBe(0)
    expect((await diagnoseWith(file({}, { identities: { db: `${system}/other` } }))).exitCode).toBe(7)
  })

  it.each([
    ['a closed port', async () => `127.0.0.1:${await deadPort()}`],
    ['an address that swallows packets', async () => `127.0.0.1:${swallowing.port}`],
    ['a name that is known elsewhere only', async () => 'user-db.internal.invalid:5432'],
  ])(
    'takes a healthy service whose systems are behind %s for healthy: no cause, the reason, exit 7',
    async (_what, address) => {
      const elsewhere = await address()
      const config = file({
        postgres: {
          name: 'db',
          url: `postgres://app@${elsewhere}/users`,
          pooler: { adminUrl: `postgres://stats@${elsewhere}/pgbouncer` },
        },
        redis: { name: 'cache', url: `redis://${elsewhere}` },
        kafka: { name: 'events', brokers: [elsewhere] },
      })
      const run = await diagnoseWith(config)
      const { causes, findings, target } = diagnosisIn(run.stdout)
      expect(run.milliseconds).toBeLessThan(20_000)
      expect([run.exitCode, causes, findings]).toEqual([7, [], []])
      for (const { system, asked, reason } of target.systems.filter((each) => each.system !== 'http')) {
        expect([system, asked]).toEqual([system, false])
        expect(reason).toMatch(/not reachable from here/)
      }
    },
  )

  it.each([
    ['a closed port', async () => `http://127.0.0.1:${await deadPort()}`, 1],
    ['an address that swallows packets', async () => `http://127.0.0.1:${swallowing.port}`, 7],
    ['a name that is known elsewhere only', async () => 'http://users.internal.invalid', 7],
  ])('says whether a service at %s is down, or only out of reach', async (_what, url, exit) => {
    const run = await diagnoseWith(file({ url: await url() }))
    const { causes } = diagnosisIn(run.stdout)
    expect([run.exitCode, causes.map(({ id }) => id)]).toEqual([exit, exit === 1 ? ['service-down'] : []])
  })

  function diagnoseWith(config: string) {
    return folder.usrops(['diagnose', '-o', 'json', '--no-wait', '--config', config], variables())
  }
})
