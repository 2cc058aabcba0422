import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BENCH_START_TIMEOUT_MS, type Bench, startBench } from '../bench/bench.ts'
import { describeOnBench } from '../bench/require-bench.ts'
import { diagnosisIn } from '../resilience/diagnosis-in.ts'
import { canaries, canariesIn } from './canaries.ts'
import { plantCanaries, writeTalkativeLog } from './plant-canaries.ts'
import { OperatorFolder, type Variables } from './program.ts'
import { startTalkativeService } from './talkative-service.ts'

const c = canaries

await describeOnBench(['postgres', 'pgbouncer', 'redis', 'kafka'], 'no secret and no personal data', () => {
  let bench: Bench<'postgres' | 'pgbouncer' | 'redis' | 'kafka'>
  let folder: OperatorFolder
  let variables: Variables
  const undo: (() => Promise<unknown>)[] = []

  beforeAll(async () => {
    folder = new OperatorFolder()
    bench = await startBench({ postgres: true, pgbouncer: true, redis: { password: c.redisPassword }, kafka: true })
    undo.push(() => bench.stop())
    undo.unshift(await plantCanaries(bench))
    const service = await startTalkativeService(bench.dir)
    undo.unshift(() => service.stop())
    writeTalkativeLog(join(folder.path, 'app.log'))
    const { host, port } = bench.postgres
    variables = {
      SERVICE_NAME: 'users',
      SERVICE_URL: `${service.url.replace('//', `//me:${c.urlToken}@`)}/?token=${c.urlToken}`,
      NODE_EXTRA_CA_CERTS: service.ca,
      DATABASE_URL: `postgresql://app:${c.databasePassword}@${host}:${port}/users?options=-c%20x.y=${c.urlToken}`,
      DIRECT_DATABASE_URL: bench.postgres.superuserUrl,
      ADMIN_DATABASE_URL: `postgresql://postgres:${c.consolePassword}@${host}:${port}/users`,
      PGBOUNCER_ADMIN_URL: `postgresql://${c.login.replace('@', '%40')}:${c.consolePassword}@${host}:${bench.pgbouncer.port}/pgbouncer`,
      REDIS_URL: bench.redis.url,
      KAFKA_BROKERS: bench.kafka.brokers,
      LOG_FILES: 'app.log',
      PGPASSWORD: c.consolePassword,
      JWT_SECRET: c.inlinePassword,
    }
  }, BENCH_START_TIMEOUT_MS)
  afterAll(async () => {
    for (const each of undo) await each()
    folder?.[Symbol.dispose]()
  })

  it('is missing from what is scanned: the systems are asked and have much to say', async () => {
    const { stdout } = await folder.usrops(['diagnose', '-o', 'json'], variables)
    const { target, findings, counts } = diagnosisIn(stdout)
    const asked = target.systems.filter((each) => each.asked).map(({ system }) => system)
    expect(asked.toSorted()).toEqual(['http', 'kafka', 'logs', 'postgres', 'redis'])
    expect(counts.found).toBeGreaterThan(3)
    const checks = new Set(findings.map(({ check }) => check.split('.')[0]))
    expect([...checks]).toEqual(expect.arrayContaining(['http', 'logs']))
  })

  it.each([
    'diagnose',
    'diagnose --verbose',
    'diagnose -o json --save facts.json',
    'diagnose -o jsonl --verbose --observe 300ms',
    'diagnose -o nagios',
    'diagnose --from facts.json --verbose',
    'diagnose --from facts.json -o json',
    'diagnose --system nonsense',
    'diagnose no-such-service --verbose',
    'status -o json',
    'health --verbose',
    'changes --verbose',
    'db status -o json',
    'db connections --verbose',
    'db blocking -o json',
    'db locks -o json',
    'db slow -o json --limit 100',
    'db indexes -o json',
    'db replication --verbose',
    'redis status -o json',
    'redis slowlog -o json',
    'redis hot -o json',
    'redis list session: --words -o json',
    'redis ttl audit session: --verbose',
    'kafka status -o json',
    'kafka lag --verbose',
    'kafka peek people/0@0 -o json',
    'doctor',
    'doctor -o json --verbose',
    'doctor -o jsonl',
    'doctor --sql',
    'doctor --acl redis',
    'doctor --acl kafka',
    'config show',
    'config show -o json',
    'config validate -o json',
    'config schema',
    'init --file -',
    'init --file made.yaml -o json',
    'completion bash',
  ])('is in what usrops %s prints', async (words) => {
    const { stdout, stderr } = await folder.usrops(words.split(' '), variables)
    expect(stdout.length + stderr.length).toBeGreaterThan(0)
    expect(canariesIn(stdout)).toEqual([])
    expect(canariesIn(stderr)).toEqual([])
  })

  it('is in any file that usrops wrote', () => {
    const files = readdirSync(folder.path, { recursive: true, encoding: 'utf8' })
      .filter((name) => name !== 'app.log' && !name.startsWith('cache'))
      .map((name) => join(folder.path, name))
      .filter((path) => statSync(path).isFile())
    expect(files.filter((path) => /facts\.json$|made\.yaml$|baselines/.test(path)).length).toBeGreaterThan(2)
    for (const path of files) {
      expect(canariesIn(readFileSync(path, 'utf8')), path).toEqual([])
      expect(statSync(path).mode & 0o077 && /facts\.json$|baselines/.test(path), path).toBeFalsy()
    }
  })

  it.each([
    ['a wrong password', { DATABASE_URL: 'postgresql://app:c4n4ry-wrong@HOST/users', DIRECT_DATABASE_URL: '' }],
    [
      'a URL that cannot be read',
      { DATABASE_URL: `postgresql//app:${c.inlinePassword}@x:y/z`, DIRECT_DATABASE_URL: '' },
    ],
    ['a Redis URL that cannot be read', { REDIS_URL: `redis:/:${c.inlinePassword}@:x` }],
    ['a service URL that cannot be read', { SERVICE_URL: `http//me:${c.inlinePassword}@x` }],
    ['brokers that cannot be read', { KAFKA_BROKERS: `user:${c.inlinePassword}@k:x` }],
    ['a wrong Redis password', { REDIS_URL: 'redis://:c4n4ry-wrong@REDIS' }],
  ])('is in the error about %s', async (_what, changes) => {
    const { host, port } = bench.postgres
    const real = Object.entries(changes).map(([name, value]) => [
      name,
      value.replace('HOST', `${host}:${port}`).replace('REDIS', `${bench.redis.host}:${bench.redis.port}`),
    ])
    for (const words of [
      ['diagnose', '-v'],
      ['doctor', '-o', 'json', '-v'],
      ['config', 'validate', '-v'],
      ['config', 'show', '-o', 'json'],
    ]) {
      const { stdout, stderr } = await folder.usrops(words, { ...variables, ...Object.fromEntries(real) })
      expect(canariesIn(stdout + stderr), `${words.join(' ')}: ${stdout}${stderr}`).toEqual([])
    }
  })

  it.each([
    [
      'a comment',
      `# ${c.comment}\nversion: 1 # ${c.comment}\nenvironments: { a: { services: { s: { ulr: x } } } } # ${c.comment}`,
    ],
    [
      'an inline password',
      `version: 1\nenvironments: { a: { services: { s: { postgres: { host: h, password: ${c.inlinePassword} } } } } }`,
    ],
    [
      'a password in a URL',
      `version: 1\nenvironments: { a: { services: { s: { redis: { url: "redis://:${c.inlinePassword}@h" } } } } }`,
    ],
    ['a broken file', `version: 1\nenvironments: {\n  password: "${c.inlinePassword}\n`],
    [
      'a failing command',
      `version: 1\nenvironments: { a: { services: { s: { redis: { host: 127.0.0.1, port: 1, password: { exec: [sh, -c, 'echo ${c.execPassword} >&2; echo ${c.execPassword}; exit 3'] } } } } } }`,
    ],
  ])('is in what is said about a configuration with %s', async (_what, yaml) => {
    const file = folder.write('bad.yaml', yaml)
    for (const words of ['diagnose -v', 'doctor -o json', 'config validate', 'config show -o json']) {
      const { stdout, stderr } = await folder.usrops([...words.split(' '), '--config', file], variables)
      expect(canariesIn(stdout + stderr), `${words}: ${stdout}${stderr}`).toEqual([])
    }
  })
})
