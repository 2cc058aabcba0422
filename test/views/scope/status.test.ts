import { describe, expect, it } from 'vitest'
import { type Case, judge } from '../../../src/core/judge.ts'
import type { InstanceFacts } from '../../../src/core/look.ts'
import { reportOf } from '../../../src/core/report.ts'
import { nodeKey, type Target } from '../../../src/core/target.ts'
import { Topology } from '../../../src/core/topology.ts'
import { rules } from '../../../src/rules.ts'
import { statusTable } from '../../../src/views/scope/status.ts'
import { NOW, SECOND } from '../../checks/postgres/examples.ts'

const serviceOf = (name: string): Target => ({ system: 'service', kind: 'service', name })
const kafka: Target = { system: 'kafka', kind: 'cluster', name: 'events' }

function seen(system: string, target: Target, values: Readonly<Record<string, unknown>>, at = NOW): InstanceFacts {
  const observations = Object.fromEntries(Object.entries(values).map(([id, value]) => [id, { at, value }]))
  return { system, target, vantage: 'operator', identity: null, observations }
}

const ready = { path: '/ready', role: 'readiness', status: 200, latencyMs: 5, verdict: 'up', text: null }
const up = {
  ...{ reached: true, url: 'http://api', endpoints: [ready], components: [], latency: null },
  ...{ clockSkewMs: null, clockWithinMs: null, version: '2.3.1' },
}
const gone = {
  reached: false,
  url: 'http://api',
  loopback: true,
  why: 'refused',
  code: 'ECONNREFUSED',
  text: 'refused',
}
const counted = (total: number, errors: number) => ({
  ...{
    path: '/metrics',
    startedAtSeconds: 1,
    processAgeMs: 60_000,
    version: null,
    durations: null,
    summaryP99Ms: null,
  },
  requests: { total, byClass: {}, errors, unauthorized: 0, forbidden: 0, routes: [] },
  pools: [
    { name: 'a', active: 1, idle: 9, waiting: 0, max: 10 },
    { name: 'b', active: 9, idle: 1, waiting: 0, max: 10 },
  ],
  ...{ cache: null, eventLoop: null, residentBytes: null, heapUsedBytes: null, heapMaxBytes: null },
  ...{ breakers: [], consumer: [] },
})
const offsets = {
  groups: [
    {
      group: 'api',
      type: 'classic',
      state: 'Stable',
      configured: true,
      committed: [{ topic: 't', partition: 0, offset: 30 }],
    },
  ],
  logs: [{ topic: 't', partition: 0, start: 0, end: 100, stable: 100 }],
  ...{ transactions: [], missing: [], forbidden: [], omitted: 0 },
}

function status(
  instances: readonly InstanceFacts[],
  over: { before?: readonly InstanceFacts[]; users?: readonly string[] } = {},
) {
  const services = (over.users ?? ['api']).map(serviceOf)
  const node = (target: Target, dependsOn: readonly string[]) => ({ target, dependsOn, handles: {}, addresses: [] })
  const facts: Case = {
    look: { at: NOW, instances },
    ...(over.before && { before: { at: NOW - 10 * SECOND, instances: over.before } }),
    ...{ services, params: {} },
    topology: new Topology([node(kafka, []), ...services.map((each) => node(each, [nodeKey(kafka)]))]),
  }
  const looks = over.before ? 'two' : 'one'
  const input = { tool: 'usrops', environment: 'test', startedAt: NOW, finishedAt: NOW, looks } as const
  return statusTable(facts, reportOf(facts, judge(facts, rules), rules, input))
}

describe('the status of a service', () => {
  const api = serviceOf('api')

  it('has its endpoints, version, rates, fullest pool and lag', () => {
    const http = (total: number, at?: number) =>
      seen('http', api, { 'http.health': up, 'http.metrics': counted(total, 0) }, at)
    const { title, rows, notes } = status([http(300), seen('kafka', kafka, { 'kafka.offsets': offsets })], {
      before: [http(200, NOW - 10 * SECOND)],
    })
    expect(title).toBe('no service is hurt')
    expect(rows).toEqual([
      expect.objectContaining({
        ...{
          service: 'api',
          state: 'ok',
          ready: 1,
          wanted: 1,
          health: 'up',
          version: '2.3.1',
          errors: 0,
          requests: 10,
        },
        ...{ connections: 9, connectionsMax: 10, connectionsWaiting: 0, lag: 70 },
      }),
    ])
    expect(notes).not.toContainEqual(expect.stringContaining('second look'))
  })

  it('is as bad as a diagnosis says, with the cause that explains it, hurt services first', () => {
    const fine = seen('http', serviceOf('auth'), { 'http.health': up })
    const { title, rows } = status([fine, seen('http', api, { 'http.health': gone })], { users: ['auth', 'api'] })
    expect(title).toBe('1 of 2 services is hurt, 1 cannot be told')
    expect(rows[0]).toMatchObject({
      ...{
        service: 'api',
        state: 'critical',
        ready: 0,
        wanted: 1,
        health: 'no answer',
        why: expect.stringContaining('not running'),
      },
    })
    expect(rows[1]).toMatchObject({ service: 'auth', state: 'unknown', why: 'whether requests fail was not measured' })
  })

  it('is not known of what was not seen, and never zero', () => {
    const { rows, notes, title } = status([
      { ...seen('http', api, {}), unconnected: { kind: 'unreachable', reason: 'no way' } },
    ])
    expect(title).toBe('no service is hurt, 1 cannot be told')
    expect(rows[0]).toMatchObject({
      ...{ state: 'unknown', ready: null, health: null, version: null, errors: null, connections: null, why: 'no way' },
    })
    expect(notes).toContain('rates need a second look: --interval 5s')
  })

  it('has no lag of its own where several services share the broker, and none at all without one', () => {
    const broker = seen('kafka', kafka, { 'kafka.offsets': offsets })
    expect(status([broker], { users: ['api', 'auth'] }).rows.map(({ lag }) => lag)).toEqual([null, null])
    expect(status([seen('http', api, { 'http.health': up })]).rows[0]).not.toHaveProperty('lag')
  })

  it('names the version by the image where the service does not say it', () => {
    const container = { name: 'app', isMain: true, image: 'registry:5000/team/api:1.4.2@sha256:0123456789abcdef' }
    const workload = { workload: 'deployment/api', name: 'api', revision: 7, containers: [container] }
    const { rows } = status([
      seen('kubernetes', api, { 'kubernetes.workloads': { workloads: [{ ...workload, rollout: { state: 'done' } }] } }),
    ])
    expect(rows[0]).toMatchObject({ version: '1.4.2', revision: 7 })
  })
})
