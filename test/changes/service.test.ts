import { expect, test } from 'vitest'
import { httpChanges } from '../../src/changes/http.ts'
import { logsChanges } from '../../src/changes/logs.ts'
import { readChanges } from '../../src/core/change.ts'
import type { Look } from '../../src/core/look.ts'
import { parseExposition } from '../../src/facts/http/exposition.ts'
import { readingOf } from '../../src/facts/http/metrics-collect.ts'
import { gather } from '../../src/facts/logs/gather.ts'

const now = Date.parse('2026-11-22T03:00:00Z')
const target = { system: 'service', kind: 'service', name: 'user-service' }

function look(system: string, observed: Record<string, unknown>): Look {
  const observations = Object.fromEntries(Object.entries(observed).map(([id, value]) => [id, { at: now, value }]))
  return { at: now, instances: [{ system, target, vantage: 'operator', identity: null, observations }] }
}

test('the start of the process is a restart, at its time', () => {
  const exposition = parseExposition(`process_start_time_seconds ${now / 1000 - 60}\nbuild_info{version="2.3.1"} 1\n`)
  const value = readingOf('/metrics', exposition, { serverTime: now, clockSkewMs: 0 })
  expect(readChanges(httpChanges, look('http', { 'http.metrics': value }), undefined)).toMatchObject([
    { at: now - 60_000, kind: 'restart', summary: expect.stringContaining('2.3.1') },
  ])
})

test('another version than in the earlier look is a release', () => {
  const seen = (version: string) => look('http', { 'http.health': { reached: true, version } })
  expect(readChanges(httpChanges, seen('2.4.0'), seen('2.3.1'))).toMatchObject([
    { kind: 'release', summary: 'version 2.3.1 -> 2.4.0' },
  ])
})

test('the log tells of starts, of configuration read anew, and of a new version', () => {
  const line = (ageMs: number, msg: string) =>
    JSON.stringify({ level: 'info', time: new Date(now - ageMs).toISOString(), msg })
  const lines = [
    line(600_000, 'user-service 2.3.1 listening on port 3000'),
    line(300_000, 'configuration reloaded'),
    line(60_000, 'user-service 2.4.0 listening on port 3000'),
  ]
  const text = `${lines.join('\n')}\n`
  const value = gather([{ path: '/x', text, bytes: text.length, writtenAt: now - 60_000 }], now)
  const changes = readChanges(logsChanges, look('logs', { 'logs.lines': value }), undefined)
  expect(changes.map(({ at, kind }) => [now - at, kind])).toEqual([
    [600_000, 'restart'],
    [300_000, 'configuration'],
    [60_000, 'restart'],
    [60_000, 'release'],
  ])
})
