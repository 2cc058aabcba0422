import { describe, expect, test } from 'vitest'
import { changes } from '../../../src/changes/index.ts'
import { readChanges } from '../../../src/core/change.ts'
import { minute, now, told } from './shown.ts'

describe('nodes', () => {
  const condition = (type: string, status: string, changedAgoMs: number | null) => ({
    type,
    status,
    reason: '',
    message: '',
    changedAgoMs,
  })
  const node = (name: string, over: object) => ({
    name,
    ready: condition('Ready', 'True', 9_000 * minute),
    pressures: [],
    ...over,
  })
  const seen = (...remarkable: object[]) => told({ 'cluster.nodes': { total: 9, remarkable } })

  test.each([
    ['node n1 was not heard any more', { ready: condition('Ready', 'Unknown', 2 * minute) }],
    ['node n1 became not ready', { ready: condition('Ready', 'False', 2 * minute) }],
    ['node n1 has DiskPressure', { pressures: [condition('DiskPressure', 'True', 2 * minute)] }],
  ])('%s', (summary, over) => {
    expect(seen(node('n1', over))).toMatchObject([
      {
        agoMs: 2 * minute,
        kind: 'membership',
        summary,
        target: { system: 'cluster', name: 'prod', id: { node: 'n1' } },
      },
    ])
  })

  test('that are only cordoned are no change', () => {
    expect(seen(node('n1', { cordoned: true }))).toEqual([])
  })

  test('of a large cluster in trouble are the latest five', () => {
    const lost = Array.from({ length: 9 }, (_, index) =>
      node(`n${index}`, { ready: condition('Ready', 'Unknown', (9 - index) * minute) }),
    )
    expect(seen(...lost).map(({ target }) => target.id?.node)).toEqual(['n4', 'n5', 'n6', 'n7', 'n8'])
  })
})

test('an upgrade of the cluster shows between two looks', () => {
  const version = (server: string) => ({ 'cluster.version': { server } })
  expect(told(version('v1.36.3'), version('v1.35.0'))).toMatchObject([
    { kind: 'release', summary: 'Kubernetes v1.35.0 -> v1.36.3' },
  ])
  expect(told(version('v1.36.3'), version('v1.36.3'))).toEqual([])
})

describe('Helm', () => {
  const revision = (number: number, status: string, contents: object | null = null) => ({
    revision: number,
    status,
    label: status,
    ageMs: number * minute,
    contents,
  })
  const words = (...revisions: object[]) =>
    told({ 'helm.release': { name: 'users', driver: 'secret', revisions, drift: null, idleMs: null } }).map(
      ({ summary }) => summary,
    )

  test('tells what became of each revision, by its own words', () => {
    const contents = { chart: 'users-1.2.0', description: 'Upgrade "users" failed: timed out' }
    expect(words(revision(1, 'pending-upgrade'), revision(2, 'failed', contents), revision(3, 'superseded'))).toEqual([
      'Helm release users: revision 3 was deployed, now replaced',
      'Helm release users: revision 2 failed (users-1.2.0): Upgrade "users" failed: timed out',
      'Helm release users: revision 1 is still being upgraded to',
    ])
  })

  test('has nothing to tell of a service that it did not release', () => {
    expect(told({ 'helm.release': null })).toEqual([])
  })
})

test('what is gone with the events is said where the time line reaches further back', () => {
  const target = { system: 'service', kind: 'service', name: 'user-service' }
  const observations = { 'kubernetes.events': { at: now, value: { groups: [] } } }
  const instances = [{ system: 'kubernetes', target, vantage: 'cluster' as const, identity: null, observations }]
  expect(readChanges(changes, { at: now, instances }, undefined)).toMatchObject([
    { kind: 'gap', at: now - 60 * minute, summary: expect.stringContaining('events older than 1 h are gone') },
  ])
})
