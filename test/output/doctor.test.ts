import { describe, expect, it } from 'vitest'
import type { Doctor, SystemChecked } from '../../src/core/doctor.ts'
import { renderDoctor } from '../../src/output/human/doctor.ts'

const terminal = { colour: false, columns: 100, unicode: true, interactive: false } as const

const database: SystemChecked = {
  target: { system: 'postgres', kind: 'database', name: 'user-db' },
  system: 'postgres',
  reached: true,
  vantage: 'operator',
  identity: '7711/users',
  version: '18.1',
  latencyMs: 1.2,
  unasked: [],
}
const cache: SystemChecked = {
  target: { system: 'redis', kind: 'server', name: 'user-cache' },
  system: 'redis',
  reached: false,
  vantage: 'operator',
  identity: null,
  version: null,
  latencyMs: null,
  unasked: [{ question: null, reason: '10.0.0.7:6379 is not reachable from here', grant: 'name a way to it (via)' }],
}

const rendered = (...systems: readonly SystemChecked[]) => {
  const document: Doctor = {
    version: 1,
    kind: 'Doctor',
    tool: 'usrops',
    environment: 'staging',
    source: 'usrops.yaml',
    systems,
  }
  return renderDoctor(document, terminal).split('\n')
}

describe('the screen of doctor', () => {
  it('says what each system is and that it answers', () => {
    expect(rendered(database)).toEqual([
      'staging (usrops.yaml)',
      '',
      'user-db (postgres)  answers in 1 ms, version 18.1, is 7711/users, seen from the operator',
      '',
      '1 system: everything can be asked',
      '',
    ])
  })

  it('says why a system could not be asked, and what would help', () => {
    expect(rendered(database, cache).slice(3)).toEqual([
      'user-cache (redis)  could not be asked',
      '                    10.0.0.7:6379 is not reachable from here: name a way to it (via)',
      '',
      '2 systems: 1 could not be asked, 0 did not tell everything',
      '',
    ])
  })

  it('says a missing right once, with the number of questions it left open', () => {
    const hidden = { reason: 'the sessions of others are hidden', grant: 'GRANT pg_monitor TO app' }
    const limited = {
      ...database,
      unasked: ['postgres.connections', 'postgres.long-running'].map((question) => ({ question, ...hidden })),
    }
    expect(rendered(limited).slice(3, 6)).toEqual([
      '                    the sessions of others are hidden: GRANT pg_monitor TO app - 2 questions',
      '',
      '1 system: 0 could not be asked, 1 did not tell everything',
    ])
  })
})
