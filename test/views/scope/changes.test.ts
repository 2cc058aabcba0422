import { describe, expect, it } from 'vitest'
import type { Change } from '../../../src/core/change.ts'
import { changesTable } from '../../../src/views/scope/changes.ts'
import { HOUR, MINUTE, NOW } from '../../checks/postgres/examples.ts'

const target = { system: 'service', kind: 'service', name: 'user-service' }
const change = (agoMs: number, more: Partial<Change> = {}): Change => ({
  ...{ id: `c${agoMs}`, at: NOW - agoMs, target, kind: 'release', summary: 'version 1 -> 2' },
  ...more,
})
const shown = (changes: readonly Change[], comparedMs: number | null = null) =>
  changesTable({ changes, now: NOW, sinceMs: 2 * HOUR, comparedMs })

describe('the time line', () => {
  it('goes back as far as was wished, the latest first, with tool and person where they are known', () => {
    const by = { tool: 'helm', person: 'ann' }
    const { title, rows } = shown([change(3 * HOUR), change(HOUR, by), change(MINUTE, { kind: 'restart' })])
    expect(title).toMatch(/^2 changes in the last 2 h/)
    expect(rows).toEqual([
      expect.objectContaining({ at: '2026-11-22T02:59:00Z', ago: MINUTE, kind: 'restart' }),
      expect.objectContaining({ at: '2026-11-22T02:00:00Z', by: 'helm, ann', target: 'user-service' }),
    ])
    expect(rows[0]).not.toHaveProperty('by')
  })

  it('has a line for a gap in what is known, which is no change', () => {
    const { title, rows } = shown([change(HOUR, { kind: 'gap', summary: 'events older than 1 h are gone' })])
    expect(title).toBe('nothing is known to have become different in the last 2 h')
    expect(rows).toHaveLength(1)
  })

  it.each([
    [null, /no look of the last 30 min to compare with/],
    [4 * MINUTE, /compared with the look of 4 min ago/],
  ])('says what it could be compared with: %s', (comparedMs, words) => {
    expect(shown([], comparedMs).notes).toEqual([expect.stringMatching(words)])
  })
})
