import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { BENCH_START_TIMEOUT_MS, startBench } from '../bench.ts'
import { until } from '../machine/until.ts'
import { describeOnBench } from '../require-bench.ts'
import { bodyOf, SECRET, statusOf } from './service-on-bench.ts'
import { startUserService } from './start.ts'

const program = fileURLToPath(new URL('server.ts', import.meta.url))

await describeOnBench(['postgres', 'redis', 'kafka'], 'the sample user service in parts', () => {
  let bench: Awaited<ReturnType<typeof start>>
  const start = () => startBench({ postgres: true, redis: true, kafka: true })
  const logFile = (name: string) => `${bench.dir}/${name}.jsonl`
  const job = async (env: Readonly<Record<string, string>>) => {
    const { exitCode, stdout, stderr } = await execa(process.execPath, [program], {
      env: { ...bench.env, JWT_SECRET: SECRET, ...env },
      reject: false,
    })
    return { exitCode, said: stdout + stderr }
  }
  const part = (role: string) =>
    startUserService({ env: { ...bench.env, JWT_SECRET: SECRET, ROLE: role }, logFile: logFile(role) })

  beforeAll(async () => {
    bench = await start()
  }, BENCH_START_TIMEOUT_MS)
  afterAll(() => bench?.stop(), 30_000)

  it('leaves the schema to the migration job, and serves once that has run', async () => {
    const web = await part('web')
    await until('it has looked', async () => web.log().includes('the schema is not migrated yet'))
    expect(await statusOf(web, '/health/ready')).toBe(503)
    expect(await job({ ROLE: 'migrate' })).toMatchObject({ exitCode: 0 })
    await until('ready', async () => (await statusOf(web, '/health/ready')) === 200)
    await web.stop()
  }, 60_000)

  it('consumes in one part, and serves users in the other', async () => {
    const [consumer, web] = await Promise.all([part('consumer'), part('web')])
    await until('it consumes', async () => consumer.log().includes('consumer joined group'))
    expect(await statusOf(consumer, '/health/ready')).toBe(200)
    expect(await statusOf(consumer, '/users/1')).toBe(404)
    expect(await statusOf(web, '/users/1')).toBe(401)
    expect(await bodyOf(web, '/actuator/health/kafka')).toMatchObject({ details: { consumer: 'off' } })
    await Promise.all([consumer.stop(), web.stop()])
  }, 60_000)

  it('applies the migration of a release once, and ends with the words of the database where it cannot', async () => {
    const added = { ROLE: 'migrate', NEXT_MIGRATION: 'ALTER TABLE users ADD COLUMN nick text' }
    const failed = await job({ ...added, NEXT_MIGRATION: 'ALTER TABLE users ADD COLUMN name text' })
    expect(failed).toMatchObject({ exitCode: 1, said: expect.stringContaining('column \\"name\\" of relation') })
    expect((await job(added)).said).toContain('"migration":"applied"')
    expect((await job(added)).said).toContain('"migration":"present"')
  }, 60_000)

  it('removes expired sessions and ends', async () => {
    expect((await job({ ROLE: 'clean-up' })).said).toContain('expired sessions removed')
  }, 30_000)

  it('dies with a stack where the release is bad', async () => {
    const { exitCode, said } = await job({ ROLE: 'web', BUG: 'start' })
    expect(exitCode).toBe(1)
    expect(said).toContain("TypeError: Cannot read properties of undefined (reading 'timeoutMs')")
  }, 30_000)
})
