import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { judge } from '../../src/core/judge.ts'
import { diagnose } from '../../src/diagnose.ts'
import { loadFacts, type SavedFacts, saveFacts } from '../../src/facts-file.ts'
import type { Invocation } from '../../src/invocation.ts'
import { rules } from '../../src/rules.ts'
import { caseOf, type Shown } from '../causes/case.ts'
import { blockade } from '../causes/postgres-shown.ts'
import { answering } from '../causes/service-shown.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'usrops-facts-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const away = { kind: 'unreachable', reason: 'connection refused' } as const
const locked: Shown = {
  database: { activity: { sessions: blockade(5) } },
  service: { log: [...answering(200, 5), ...answering(500, 15)] },
}
const skewed: Shown = { service: { health: { clockSkewMs: 20_000 } } }

async function saved(shown: Shown, before?: Shown): Promise<string> {
  const path = join(folder, `${Math.random()}.json`)
  const facts: SavedFacts = {
    facts: caseOf(shown, before),
    environment: 'production',
    looks: 'two',
    startedAt: 1,
    finishedAt: 2,
  }
  await saveFacts(path, facts)
  return path
}

describe('facts in a file', () => {
  it('give the same judgement as they gave live', async () => {
    const { facts, environment, looks } = await loadFacts(await saved(locked, {}))
    expect(judge(facts, rules)).toEqual(judge(caseOf(locked, {}), rules))
    expect({ environment, looks }).toEqual({ environment: 'production', looks: 'two' })
  })

  it('also of a system that could not be asked', async () => {
    const { facts } = await loadFacts(await saved({ database: away }))
    expect(judge(facts, rules)).toEqual(judge(caseOf({ database: away }), rules))
  })

  it('are for nobody else to read', async () => {
    expect((await stat(await saved({}))).mode & 0o077).toBe(0)
  })

  it.each([
    ['is not there', null, /^cannot read .*: ENOENT$/],
    ['is not JSON', 'oops', /is not JSON$/],
    ['is something else', '{"kind":"Diagnosis","version":1}', /is not a file of facts: kind: /],
    ['is of another version', '{"kind":"Facts","version":2}', /is not a file of facts: version: /],
  ])('are refused with the reason where the file %s', async (_, text, message) => {
    const path = join(folder, 'wrong.json')
    await rm(path, { force: true })
    if (text !== null) await writeFile(path, text)
    await expect(loadFacts(path)).rejects.toMatchObject({
      exit: 'usage',
      message: expect.stringMatching(message),
      hint: expect.any(String),
    })
  })

  it('that cannot be written say so', async () => {
    const path = join(await saved({}), 'below', 'a-file.json')
    const facts: SavedFacts = { facts: caseOf({}), environment: 'x', looks: 'one', startedAt: 1, finishedAt: 2 }
    await expect(saveFacts(path, facts)).rejects.toMatchObject({ exit: 'usage', hint: 'give --save another path' })
  })

  it('hold no word of the process beside them', async () => {
    const text = await readFile(await saved(locked), 'utf8')
    expect(Object.keys(JSON.parse(text)).toSorted()).toEqual([
      'environment',
      'finishedAt',
      'kind',
      'look',
      'looks',
      'params',
      'services',
      'startedAt',
      'tool',
      'topology',
      'version',
    ])
  })
})

/** Nothing of an invocation is needed to replay: it would fail loudly. */
const replaying = {} as Invocation
const options = { services: [], systems: [], deep: false, secondLook: 'never' } as const

describe('what a diagnosis ends with', () => {
  it.each<[string, Shown, 'warning' | 'critical' | 'never', string]>([
    ['0 where all is well', {}, 'critical', 'ok'],
    ['1 where something is as bad as asked for', locked, 'critical', 'findings'],
    ['1 where something is worse than asked for', locked, 'warning', 'findings'],
    ['0 where something is less bad', skewed, 'critical', 'ok'],
    ['1 for a warning where those were asked for', skewed, 'warning', 'findings'],
    ['0 whatever is found where nobody wants to know', locked, 'never', 'ok'],
    ['7 where a whole system went unasked', { database: away }, 'critical', 'couldNotLook'],
    ['7 also where nobody wants to know of findings', { database: away }, 'never', 'couldNotLook'],
    ['7 beside something less bad', { ...skewed, database: away }, 'critical', 'couldNotLook'],
    ['1 beside something as bad as asked for', { ...locked, cache: away }, 'critical', 'findings'],
  ])('is %s', async (_, shown, failOn, exit) => {
    const outcome = await diagnose(replaying, { ...options, failOn, from: await saved(shown) })
    expect(outcome.exit).toBe(exit)
  })
})
