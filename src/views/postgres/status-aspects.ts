import type { Activity } from '../../facts/postgres/activity.ts'
import { blockingTrees, longestWait } from '../../facts/postgres/blocking.ts'
import { nameOf } from '../../facts/postgres/sessions.ts'
import type { Sizes } from '../../facts/postgres/sizes.ts'
import { overdue } from '../../facts/postgres/tables.ts'
import { oldestHolder, type Transactions } from '../../facts/postgres/transactions.ts'
import { type DatabaseAge, usedShare } from '../../facts/postgres/wraparound.ts'
import { type Aspect, amountOf, type StatusFacts } from './status-aspect.ts'
import { replicationAspects } from './status-replication.ts'
import { utcMinute } from './utc-minute.ts'

/** The aspects of one database, what users feel first. */
export function aspectsOf(facts: StatusFacts): readonly Aspect[] {
  const { server, activity, transactions } = facts
  return [
    {
      aspect: 'role',
      value: server.inRecovery ? 'standby' : 'primary',
      checks: ['postgres.read-only'],
      ...(server.pooled === true && { detail: 'seen through a pooler' }),
    },
    { aspect: 'up', value: amountOf('age', server.startedMs) },
    connections(activity),
    oldestTransaction(activity),
    blocked(activity),
    ...replicationAspects(facts),
    vacuumHorizon(transactions),
    ...autovacuum(facts),
    wrap(facts.wraparound),
    ...counters(facts),
    size(facts.sizes),
  ]
}

function connections(seen: Activity | undefined): Aspect {
  const aspect = { aspect: 'connections', checks: ['postgres.connections'] }
  if (seen === undefined) return { ...aspect, value: null }
  const { clientBackends, hidden, usable } = seen
  const value = amountOf('count', clientBackends + hidden)
  return { ...aspect, value, of: amountOf('count', usable), ...(hidden > 0 && { detail: `${hidden} of them hidden` }) }
}

function oldestTransaction(seen: Activity | undefined): Aspect {
  const aspect = {
    aspect: 'oldest transaction',
    checks: ['postgres.long-running', 'postgres.idle-in-transaction', 'postgres.prepared-transactions'],
  }
  if (seen === undefined) return { ...aspect, value: null }
  const [oldest] = seen.sessions
    .filter(({ backendType, transactionMs }) => backendType === 'client backend' && transactionMs !== null)
    .toSorted((left, right) => (right.transactionMs ?? 0) - (left.transactionMs ?? 0))
  if (oldest !== undefined) return { ...aspect, value: amountOf('age', oldest.transactionMs), detail: nameOf(oldest) }
  return { ...aspect, value: seen.hidden > 0 ? null : 'none' }
}

function blocked(seen: Activity | undefined): Aspect {
  const aspect = { aspect: 'longest blocked', checks: ['postgres.blocking', 'postgres.waiting-ddl'] }
  if (seen === undefined) return { ...aspect, value: null }
  const trees = blockingTrees(seen)
  if (trees.length === 0) return { ...aspect, value: 'none' }
  const victims = trees.reduce((sum, tree) => sum + tree.victims.length, 0)
  const waits = trees.flatMap((tree) => longestWait(tree) ?? [])
  const value = amountOf('age', waits.length === 0 ? null : Math.max(...waits))
  return { ...aspect, value, detail: `${victims} blocked: usrops db blocking` }
}

function vacuumHorizon(seen: Transactions | undefined): Aspect {
  const aspect = { aspect: 'xmin held back', checks: ['postgres.xmin-horizon'] }
  if (seen === undefined) return { ...aspect, value: null }
  const holder = oldestHolder(seen)
  if (holder === undefined) return { ...aspect, value: seen.hidden > 0 ? null : 'none' }
  const { kind, name, xminAge, detail } = holder
  const who = `transactions, by ${kind} ${name}${detail === null ? '' : ` (${detail})`}`
  return { ...aspect, value: amountOf('count', xminAge), detail: who }
}

function autovacuum({ tables }: StatusFacts): readonly Aspect[] {
  const aspect = { aspect: 'autovacuum overdue', checks: ['postgres.autovacuum-behind'] }
  if (tables === undefined) return [{ ...aspect, value: null }]
  if (tables.inRecovery) return []
  const late = tables.tables.filter((table) => overdue(table) >= 1)
  const [worst] = late.toSorted((left, right) => overdue(right) - overdue(left))
  const off = tables.autovacuum ? [] : ['autovacuum is turned off']
  const most = worst === undefined ? [] : [`${worst.table} has ${worst.deadRows} dead rows`]
  const words = [...off, ...most].join('; ')
  return [{ ...aspect, value: amountOf('count', late.length), ...(words !== '' && { detail: words }) }]
}

function wrap(seen: readonly DatabaseAge[] | undefined): Aspect {
  const aspect = { aspect: 'wraparound', checks: ['postgres.wraparound'] }
  const [oldest] = seen ?? []
  if (oldest === undefined) return { ...aspect, value: null }
  return { ...aspect, value: amountOf('share', usedShare(oldest)), detail: `in database ${oldest.database}` }
}

function counters({ databases, checkpoints }: StatusFacts): readonly Aspect[] {
  const touched = databases === undefined ? 0 : databases.blocksHit + databases.blocksRead
  const all = checkpoints === undefined ? 0 : checkpoints.timed + checkpoints.requested
  return [
    {
      aspect: 'cache hit',
      value: amountOf('share', databases === undefined || touched === 0 ? null : databases.blocksHit / touched),
      ...(databases !== undefined && {
        detail: databases.resetAt === null ? 'since the counters began' : `since ${utcMinute(databases.resetAt)}`,
      }),
    },
    { aspect: 'deadlocks', value: amountOf('count', databases?.deadlocks), checks: ['postgres.deadlocks'] },
    { aspect: 'temporary files', value: amountOf('bytes', databases?.temporaryBytes), checks: ['postgres.temp-files'] },
    {
      aspect: 'checkpoints forced',
      value: amountOf('count', checkpoints?.requested),
      ...(checkpoints !== undefined && { of: amountOf('count', all) }),
      checks: ['postgres.checkpoint-pressure'],
    },
  ]
}

function size(seen: Sizes | undefined): Aspect {
  const own = seen?.databases.find(({ database }) => database === seen.database)
  return { aspect: 'size of database', value: amountOf('bytes', own?.bytes) }
}
