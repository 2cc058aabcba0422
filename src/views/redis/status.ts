import { aspectTable } from '../../core/aspect-table.ts'
import type { CellState, Row, TableDraft } from '../../core/table.ts'
import { defineView } from '../../core/view.ts'
import { clients } from '../../facts/redis/clients.ts'
import { cluster } from '../../facts/redis/cluster.ts'
import { configuration } from '../../facts/redis/configuration.ts'
import { greeting } from '../../facts/redis/greeting.ts'
import { keyspace } from '../../facts/redis/keyspace.ts'
import { memory, usedShare } from '../../facts/redis/memory.ts'
import { ofNode } from '../../facts/redis/per-node.ts'
import { persistence } from '../../facts/redis/persistence.ts'
import { replication } from '../../facts/redis/replication.ts'
import { sentinel } from '../../facts/redis/sentinel.ts'
import { server } from '../../facts/redis/server.ts'
import { slowlog } from '../../facts/redis/slowlog.ts'
import { hitRatio, stats } from '../../facts/redis/stats.ts'
import { type AspectFacts, aspects } from './aspects.ts'
import { serverColumn, unaskedNotes } from './servers.ts'

const reads = { server, memory, stats, clients, keyspace, replication, persistence, greeting }
const alsoReads = { slowlog, configuration, cluster, sentinel }

/** The servers of a Redis, and what each of its checks says. */
export const status = defineView({
  id: 'redis.status',
  reads,
  alsoReads,
  weighs: aspects.flatMap(({ checks }) => checks),
  params: {},
  show: (facts, { state }) => [servers(facts), aspectsOf(facts, state)],
})

function servers(facts: AspectFacts): TableDraft {
  const { nodes } = facts.server
  const masters = nodes.filter(({ value }) => value.role === 'master').length
  const [first] = nodes
  return {
    title: `Redis ${first?.value.version ?? ''}, ${first?.value.mode ?? ''}: ${counted(masters, 'master')}, ${counted(nodes.length - masters, 'replica')}`,
    columns: [
      serverColumn,
      { id: 'role', label: 'role', kind: 'text', importance: 'key', shorten: 'never' },
      { id: 'uptime', label: 'up', kind: 'age' },
      { id: 'clients', label: 'clients', kind: 'count' },
      { id: 'operations', label: 'ops', kind: 'rate' },
      { id: 'hitRatio', label: 'hits', kind: 'share' },
      { id: 'keys', label: 'keys', kind: 'count' },
      { id: 'used', label: 'memory', kind: 'bytes', importance: 'key' },
      { id: 'usedShare', label: 'of limit', kind: 'share' },
      { id: 'version', label: 'version', kind: 'text', importance: 'extra' },
      { id: 'policy', label: 'policy', kind: 'text', importance: 'extra' },
    ],
    rows: nodes.map(({ address, value }) => ({ server: address, ...rowOf(facts, address), ...identity(value) })),
    notes: unaskedNotes(facts.server),
  }
}

function identity({ role, uptimeMs, version }: { role: string; uptimeMs: number; version: string }): Row {
  return { role, uptime: uptimeMs, version }
}

function rowOf(facts: AspectFacts, address: string): Row {
  const [counters, use] = [ofNode(facts.stats, address), ofNode(facts.memory, address)]
  return {
    clients: ofNode(facts.clients, address)?.connected ?? null,
    keys: ofNode(facts.keyspace, address)?.keys ?? null,
    operations: counters?.operationsPerSecond ?? null,
    hitRatio: counters === undefined ? null : hitRatio(counters),
    used: use?.used ?? null,
    policy: use?.policy ?? null,
    // Without a limit there is nothing to be a share of.
    ...(use !== undefined && use.limit > 0 && { usedShare: usedShare(use) }),
  }
}

function aspectsOf(facts: AspectFacts, state: (...checks: readonly string[]) => CellState | null): TableDraft {
  const rows = aspects.flatMap(({ aspect, checks, value }) => {
    const shown = value(facts)
    return shown === undefined ? [] : [{ aspect, ...shown, state: state(...checks) }]
  })
  return aspectTable(rows, { means: 'which is' })
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
