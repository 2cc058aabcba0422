import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BENCH_START_TIMEOUT_MS } from '../bench/bench.ts'
import { describeOnBench } from '../bench/require-bench.ts'
import { type PooledService, startPooledService } from './pooled-service.ts'
import { OperatorFolder } from './program.ts'
import { kindOfDocument, kindsOfLines } from './published-contract.ts'

await describeOnBench(['postgres', 'pgbouncer', 'redis', 'kafka'], 'what programs read', () => {
  let ground: PooledService
  let folder: OperatorFolder
  beforeAll(async () => {
    folder = new OperatorFolder()
    ground = await startPooledService()
  }, BENCH_START_TIMEOUT_MS)
  afterAll(async () => {
    await ground?.stop()
    folder?.[Symbol.dispose]()
  })

  it.each([
    ['diagnose', 'Diagnosis'],
    ['diagnose --observe 300ms --verbose --save facts.json', 'Diagnosis'],
    ['diagnose --from facts.json', 'Diagnosis'],
    ['diagnose --system redis --quiet', 'Diagnosis'],
    ['doctor', 'Doctor'],
    ['doctor --sql', 'Text'],
    ['doctor --acl redis', 'Text'],
    ['doctor --acl kafka', 'Text'],
    ['config show', 'Configuration'],
    ['config validate', 'Validation'],
    ['init --file made.yaml', 'Initialised'],
    ['init --file -', 'Text'],
    ['completion bash', 'Text'],
  ])('is one document, as its schema says: usrops %s', async (words, kind) => {
    const { stdout, stderr, exitCode } = await folder.usrops([...words.split(' '), '-o', 'json'], ground.asOperator)
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(kindOfDocument(stdout)).toBe(kind)
  })

  it('is one event a line, the diagnosis told piece by piece', async () => {
    const { stdout, exitCode } = await folder.usrops(['diagnose', '-o', 'jsonl'], ground.asOperator)
    const kinds = kindsOfLines(stdout)
    expect(exitCode).toBe(0)
    expect(kinds[0]).toBe('LookStarted')
    expect(kinds.length).toBeGreaterThan(10)
  })

  it.each([
    ['ok', {}, 0],
    ['critical', { USROPS_SERVICE_URL: 'http://127.0.0.1:1' }, 2],
    ['unknown', { REDIS_URL: 'redis://127.0.0.1:1' }, 3],
    ['unknown', { DATABASE_URL: 'nonsense' }, 3],
  ])('is, for a monitor, one line that says %s', async (_word, changes, code) => {
    const run = await folder.usrops(['diagnose', '-o', 'nagios', '--no-wait'], { ...ground.asOperator, ...changes })
    expect(run.exitCode, run.stdout).toBe(code)
    expect(run.stdout).toMatch(/^(USROPS )?(OK|WARNING|CRITICAL|UNKNOWN)\b/)
  })
})

describe('a command line that is wrong', () => {
  let folder: OperatorFolder
  beforeAll(() => {
    folder = new OperatorFolder()
  })
  afterAll(() => folder[Symbol.dispose]())

  const named = { REDIS_URL: 'redis://127.0.0.1:1' }
  const wrong: readonly [words: string, says: RegExp][] = [
    ['diagnos', /unknown command 'diagnos'[\s\S]*diagnose/],
    ['diagnose --obsrve 3s', /unknown option '--obsrve'[\s\S]*--observe/],
    ['diagnose --observe soon', /"soon" is no duration[\s\S]*30s/],
    ['diagnose --fail-on sometimes', /warning, critical, never/],
    ['diagnose -o yaml', /human, json, jsonl, nagios/],
    ['diagnose --system postgre', /postgres/],
    ['diagnose --from x.json --save y.json', /cannot be used with/],
    ['diagnose --from missing.json', /missing\.json/],
    ['diagnose --config missing.yaml', /missing\.yaml/],
    ['diagnose -e production', /production/],
    ['diagnose', /DATABASE_URL/],
    ['doctor --acl postgres', /redis, kafka/],
    ['config', /show/],
    ['config shw', /unknown command 'shw'[\s\S]*show/],
    ['completion tcsh', /bash, zsh, fish/],
    ['completion', /shell/],
  ]

  it.each(wrong)('ends with 2 and says what to type: usrops %s', async (words, says) => {
    const { exitCode, stdout, stderr } = await folder.usrops(words.split(' '), words.includes('--system') ? named : {})
    expect([exitCode, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(says)
    expect(stderr).toMatch(/hint: \S|^Commands:$/m)
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  it.each(wrong.filter(([words]) => !/-o /.test(words)))(
    'is one document of kind Error: usrops %s -o json',
    async (words) => {
      const { exitCode, stdout, stderr } = await folder.usrops([...words.split(' '), '-o', 'json'])
      expect([exitCode, stderr]).toEqual([2, ''])
      expect(kindOfDocument(stdout)).toBe('Error')
    },
  )

  it.each(wrong.filter(([words]) => words.startsWith('diagnose') && !/-o /.test(words)))(
    'is UNKNOWN for a monitor: usrops %s -o nagios',
    async (words) => {
      const { exitCode, stdout } = await folder.usrops([...words.split(' '), '-o', 'nagios'])
      expect([exitCode, stdout.includes('UNKNOWN')]).toEqual([3, true])
    },
  )
})
