import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listen } from '../clients/tcp-servers.ts'
import { OperatorFolder } from '../safety/program.ts'

// The process has to wake up, say good-bye to its connections and print.
const AT_ONCE_MS = 1_000
// From here on the program listens to signals by itself; before, the system's own answer to them is as good.
const LISTENS_AFTER_MS = 600

describe('an operator who had enough', () => {
  let folder: OperatorFolder
  beforeAll(() => {
    folder = new OperatorFolder()
  })
  afterAll(() => folder[Symbol.dispose]())

  const cases = [
    { signal: 'SIGINT', code: 130, words: ['diagnose'] },
    { signal: 'SIGTERM', code: 143, words: ['diagnose'] },
    { signal: 'SIGINT', code: 130, words: ['diagnose', '-o', 'json'] },
    { signal: 'SIGINT', code: 130, words: ['doctor', '-o', 'json'] },
    { signal: 'SIGTERM', code: 143, words: ['doctor'] },
    { signal: 'SIGINT', code: 130, words: ['diagnose', '--observe', '30s', '--system', 'logs'] },
  ] as const

  it.each(cases)('has it end by $signal with $code within a second: $words', async ({ signal, code, words }) => {
    await using silent = await listen(() => undefined)
    const address = `127.0.0.1:${silent.port}`
    const variables = {
      DATABASE_URL: `postgres://a@${address}/x`,
      REDIS_URL: `redis://${address}`,
      KAFKA_BROKERS: address,
      USROPS_SERVICE_URL: `http://${address}`,
      LOG_FILES: folder.write('app.log', ''),
    }
    const run = folder.start(words, variables)
    const pid = run.pid ?? 0
    while (!words.some((word) => word === 'logs') && silent.open.size === 0) await sleep(20)
    await sleep(LISTENS_AFTER_MS)
    const since = performance.now()
    run.kill(signal)
    const { exitCode, stdout, stderr } = await run
    expect(performance.now() - since).toBeLessThan(AT_ONCE_MS)
    expect(exitCode).toBe(code)
    expect(stderr + stdout).not.toMatch(/\n\s+at |a bug in usrops/)
    if (words.some((word) => word === 'json')) expect(JSON.parse(stdout)).toHaveProperty('kind')
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })

  it.each([20, 60, 100, 140, 180, 220, 260, 300, 340])(
    'has it end at once after %s ms, whatever it was doing',
    async (delay) => {
      await using silent = await listen(() => undefined)
      const run = folder.start(['diagnose', '-o', 'json'], { REDIS_URL: `redis://127.0.0.1:${silent.port}` })
      await sleep(delay)
      const since = performance.now()
      run.kill('SIGINT')
      const { exitCode, signal, stdout, stderr } = await run
      expect(performance.now() - since).toBeLessThan(AT_ONCE_MS)
      // Before it listens, the system ends it by the signal itself, which shells show as 130 too.
      expect(signal === 'SIGINT' || exitCode === 130, `${exitCode} ${stdout} ${stderr}`).toBe(true)
      expect(stderr).toBe('')
    },
  )
})
