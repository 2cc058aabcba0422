import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { Redis } from 'ioredis'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BENCH_START_TIMEOUT_MS, type Bench, startBench } from '../bench/bench.ts'
import { describeOnBench } from '../bench/require-bench.ts'
import { kafkaJars } from '../bench/toolchain/kafka-jars.ts'
import { diagnosisIn } from '../resilience/diagnosis-in.ts'
import { OperatorFolder, type Variables } from './program.ts'

const run = promisify(execFile)
const kafkaUser = { name: 'usrops', password: 'printed-kafka' }

await describeOnBench(['postgres', 'redis', 'kafka'], 'the least rights that usrops doctor prints', () => {
  let bench: Bench<'postgres' | 'replica' | 'redis' | 'kafka'>
  let folder: OperatorFolder
  beforeAll(async () => {
    folder = new OperatorFolder()
    bench = await startBench({
      ...{ postgres: true, replica: true, redis: { password: 'bench-redis-admin' } },
      kafka: { security: 'SASL_PLAINTEXT', users: [kafkaUser], acl: true },
    })
  }, BENCH_START_TIMEOUT_MS)
  afterAll(async () => {
    await bench?.stop()
    folder?.[Symbol.dispose]()
  })

  const printed = async (words: string) => (await folder.usrops(words.split(' '))).stdout
  const look = async (variables: Variables) => {
    const { stdout, exitCode } = await folder.usrops(['diagnose', '-o', 'json', '--no-wait'], variables)
    const diagnosis = diagnosisIn(stdout)
    return { ...diagnosis, exitCode, unknown: diagnosis.checks.filter(({ answer }) => answer === 'unknown') }
  }
  const withLogin = (url: string, user: string, password: string) => url.replace(/\/\/[^@]*@/, `//${user}:${password}@`)

  it('are enough for Postgres: everything is answered by the printed role, on a standby too', async () => {
    const statements = (await printed('doctor --sql')).replace(
      /^\\password .*$/m,
      "ALTER ROLE usrops_ro PASSWORD 'printed-pg';",
    )
    const superuser = new pg.Client({ connectionString: bench.postgres.superuserUrl })
    await superuser.connect()
    // The bench has one of its own.
    await superuser.query('DROP ROLE usrops_ro')
    await superuser.query(statements)
    await superuser.end()
    const role = ({ url }: { url: string }) => withLogin(url, 'usrops_ro', 'printed-pg')
    const { unknown, findings, exitCode } = await look({
      DATABASE_URL: bench.postgres.url,
      DIRECT_DATABASE_URL: role(bench.postgres),
      REPLICA_DATABASE_URL: role(bench.replica),
    })
    expect([unknown, findings, exitCode]).toEqual([[], [], 0])
  })

  it('are enough for Redis', async () => {
    const [acl = ''] = /^ACL SETUSER usrops .*$/m.exec(await printed('doctor --acl redis')) ?? []
    const admin = new Redis(bench.redis.url)
    const [command = '', ...words] = acl.replace('<password>', 'printed-redis').split(' ')
    await admin.call(command, words)
    const { host, port } = bench.redis
    const url = `redis://usrops:printed-redis@${host}:${port}`
    const { unknown, findings, exitCode } = await look({ REDIS_URL: url })
    expect([unknown, findings, exitCode]).toEqual([[], [], 0])
    const user = new Redis(url, { lazyConnect: true })
    user.on('error', () => undefined)
    for (const forbidden of [
      ['SET', 'a', 'b'],
      ['GET', 'a'],
      ['KEYS', '*'],
      ['CONFIG', 'SET', 'maxmemory', '1'],
      ['FLUSHALL'],
    ]) {
      const [verb = '', ...args] = forbidden
      await expect(user.call(verb, args), forbidden.join(' ')).rejects.toThrow(/NOPERM/)
    }
    user.disconnect()
    admin.disconnect()
  })

  it('are enough for Kafka', async () => {
    const variables = {
      KAFKA_BROKERS: bench.kafka.brokers,
      KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512',
      KAFKA_SASL_USERNAME: kafkaUser.name,
      KAFKA_SASL_PASSWORD: kafkaUser.password,
    }
    const before = await look(variables)
    expect(before.unknown.length).toBeGreaterThan(0)
    expect(before.unknown.filter(({ reason, grant }) => !reason || !grant)).toEqual([])
    expect(before.findings).toEqual([])
    const jars = await kafkaJars(() => undefined)
    const lines = (await printed('doctor --acl kafka')).replaceAll('\\\n', ' ').split('\n')
    const rules = lines.filter((line) => line.startsWith('kafka-acls.sh'))
    expect(rules.length).toBeGreaterThan(1)
    for (const rule of rules) {
      const words = rule.slice(rule.indexOf('--add')).replaceAll("'", '').trim().split(/\s+/)
      const tool = ['-cp', jars.classPath, 'org.apache.kafka.tools.AclCommand']
      await run(jars.java, [...tool, '--bootstrap-server', bench.kafka.internalBrokers, ...words])
    }
    const { unknown, findings, exitCode } = await look(variables)
    expect([unknown, findings, exitCode]).toEqual([[], [], 0])
  })

  it('are named where the application’s own login lacks them: unknown, never none and never a finding', async () => {
    const { unknown, findings, causes, exitCode } = await look({ DATABASE_URL: bench.postgres.url })
    expect([findings, causes, exitCode]).toEqual([[], [], 0])
    expect(unknown.map(({ id }) => id)).toEqual(
      expect.arrayContaining(['postgres.idle-in-transaction', 'postgres.long-running']),
    )
    for (const { id, grant } of unknown) expect(grant, id).toMatch(/GRANT pg_monitor TO app/)
    const { stdout, exitCode: doctor } = await folder.usrops(['doctor'], { DATABASE_URL: bench.postgres.url })
    expect(doctor).toBe(0)
    expect(stdout).toContain('GRANT pg_monitor TO app')
  })
})
