import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { OperatorFolder } from '../safety/program.ts'
import { badListener, type Misbehaviour } from './bad-listeners.ts'
import { diagnosisIn } from './diagnosis-in.ts'

// The budget for connecting, and what starting and printing take on a busy machine.
const DEADLINE_MS = 15_000 + 4_000
// A few screens of facts; what a stranger sends without end must not be kept.
const MEMORY_MB = 400

describe('a port that accepts connections and then', () => {
  let folder: OperatorFolder
  beforeAll(() => {
    folder = new OperatorFolder()
  })
  afterAll(() => folder[Symbol.dispose]())

  it.each<[Misbehaviour, number]>([
    ['never answers', DEADLINE_MS],
    ['answers garbage', 5_000],
    ['closes at once', 5_000],
    ['closes after the first words', 5_000],
    ['sends bytes endlessly', 5_000],
    ['sends one byte a second', DEADLINE_MS],
  ])('%s: the report comes in time and says so for each system', async (behaviour, deadlineMs) => {
    await using listener = await badListener(behaviour)
    const file = folder.write('usrops.yaml', configuration(`127.0.0.1:${listener.port}`))
    const { run, peakMb } = await folder.measured(['diagnose', '-o', 'json', '--no-wait', '--config', file])
    const diagnosis = diagnosisIn(run.stdout)
    expect(run.milliseconds).toBeLessThan(deadlineMs)
    expect(peakMb).toBeLessThan(MEMORY_MB)
    // One database that answers nothing is no cause; neither is a service at a port that may be the wrong one, but for silence and hanging up.
    expect(run.exitCode).toBe(diagnosis.findings.length > 0 ? 1 : 7)
    for (const { target, system, asked, reason } of diagnosis.target.systems) {
      if (system === 'http') continue
      expect([target.name, asked], `${reason}`).toEqual([target.name, false])
      expect(reason).toContain(`127.0.0.1:${listener.port}`)
    }
    expect(run.stdout + run.stderr).not.toMatch(/\n\s+at |node_modules|a bug in usrops|\[31m/)
  })

  it.each<[Misbehaviour, RegExp]>([
    ['answers garbage', /does not speak/],
    ['sends bytes endlessly', /does not speak/],
    ['closes at once', /clos/],
    ['never answers', /(does|did) not answer/],
  ])('%s is told apart in words', async (behaviour, words) => {
    await using listener = await badListener(behaviour)
    const file = folder.write('usrops.yaml', configuration(`127.0.0.1:${listener.port}`))
    const { stdout } = await folder.usrops(['doctor', '-o', 'json', '--config', file])
    const { systems } = JSON.parse(stdout) as { systems: { system: string; unasked: { reason: string }[] }[] }
    for (const { system, unasked } of systems.filter((each) => each.system !== 'http'))
      expect(unasked[0]?.reason, system).toMatch(words)
  })
})

function configuration(address: string): string {
  const [host, port] = address.split(':')
  const postgres = (sslmode: string) => ({ host, port: Number(port), database: 'x', user: 'a', sslmode })
  const service = (name: string) => ({
    url: `http://${address}`,
    postgres: [
      { name: `${name}-db`, ...postgres('prefer'), pooler: { adminUrl: `postgres://a@${address}/pgbouncer` } },
      { name: `${name}-db-plain`, ...postgres('disable') },
    ],
    redis: [
      { name: `${name}-cache`, url: `redis://${address}` },
      { name: `${name}-cache-tls`, url: `rediss://${address}` },
    ],
    kafka: { brokers: [address] },
  })
  const services = { users: service('users'), secure: { url: `https://${address}` } }
  return JSON.stringify({ version: 1, environments: { bad: { services } } })
}
