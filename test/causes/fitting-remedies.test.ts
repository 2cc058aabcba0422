import { describe, expect, it } from 'vitest'
import { nodeKey } from '../../src/core/target.ts'
import { Topology } from '../../src/core/topology.ts'
import { GB, HOUR } from '../checks/postgres/examples.ts'
import { events, judged, remediesOf, type Shown, topologyOf } from './case.ts'
import { blockade, group } from './postgres-shown.ts'

const slot = {
  ...{ name: 'old', type: 'logical', plugin: 'pgoutput', database: 'users', temporary: false, active: false },
  ...{ walStatus: 'extended', safeBytes: null, retainedBytes: 30 * GB, inactiveMs: 4 * HOUR },
}
const idle = { clientBackends: 91, groups: [group({ count: 91, state: 'idle' })] }
const hidden = { backendType: null, state: null, query: null, application: '', backendStart: null, stateMs: null }

describe('what a remedy does not claim', () => {
  it('another application leaks: the service is not restarted for it', () => {
    const groups = [group({ application: 'batch', user: 'batch', count: 88, state: 'idle' }), group({ count: 5 })]
    expect(remediesOf({ database: { activity: { clientBackends: 93, groups } } }).join()).not.toContain('systemctl')
  })

  it('only the connections of that user are ended, as counted', () => {
    const [, end] = remediesOf({ database: { activity: idle } })
    expect(end).toContain("usename = '\\''app'\\''")
  })

  it('what may not be seen is not called a background process', () => {
    const told = remediesOf({ database: { activity: { hidden: 9, sessions: blockade(5, hidden) } } })
    expect(told.join()).not.toContain("is not a client's session")
  })

  it('the reader of a lost slot does not catch up', () => {
    const lost = { ...slot, walStatus: 'lost', retainedBytes: null }
    expect(remediesOf({ database: { replication: { slots: [lost] } } }).join()).not.toContain('it catches up')
  })

  it('the service that owns the group is restarted, wherever it stands in the topology', () => {
    const mailer = {
      target: { system: 'service', kind: 'service', name: 'a-mailer' },
      dependsOn: [nodeKey(events)],
      handles: { restart: ['systemctl', 'restart', 'a-mailer'] },
      addresses: [],
    }
    const empty = { state: 'Empty', members: [] }
    const gone: readonly [Shown, Shown] = [
      { events: { group: empty, rows: [[100, 400]] } },
      { events: { group: empty, rows: [[100, 200]] } },
    ]
    expect(remediesOf(...gone, new Topology([mailer, ...topologyOf().nodes]))).toEqual([
      'outage: systemctl restart user-service',
    ])
  })

  it('a disk space indicator is not a service that is called', () => {
    const { causes } = judged({ service: { components: { diskSpace: 'Free disk space below threshold' } } })
    expect(causes.map(({ summary }) => summary).join()).not.toContain('which user-service calls')
  })

  it('nobody claims that Postgres has connections left without having asked it', () => {
    const { causes } = judged({
      database: { kind: 'unreachable', reason: 'x' },
      pooler: { clientsWaiting: 20, serversActive: 10, maxWaitMs: 12_000 },
    })
    expect(causes.flatMap(({ because }) => because.map(({ text }) => text))).not.toContain(
      'Postgres itself has connections left',
    )
  })
})
