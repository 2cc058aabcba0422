import { CannotAsk } from '../../core/facts.ts'
import type { BrokerPool } from './broker-pool.ts'
import { byLeader } from './by-leader.ts'
import type { ClusterView, FetchedRecord, PartitionName } from './client.ts'
import { fetch, type RecordBatch } from './requests.ts'

const OUT_OF_RANGE = 1
const TOPIC_FORBIDDEN = 29
const COMPRESSION = 0b111
const STAMPED_BY_BROKER = 1 << 3
const TRANSACTIONAL = 1 << 4
const CONTROL = 1 << 5
const compressions = ['none', 'gzip', 'snappy', 'lz4', 'zstd']

// Compaction may have emptied the end of a batch; several such batches in a row are rare.
const MOST_BATCHES = 5

/** The record at an offset or the first one after it, read without a group; null where the log has none. */
export async function fetchRecord(
  pool: BrokerPool,
  cluster: ClusterView,
  partition: PartitionName,
  offset: number,
  signal: AbortSignal,
): Promise<FetchedRecord | null> {
  let from = offset
  for (let tries = 0; tries < MOST_BATCHES; tries++) {
    const batches = await ask(pool, cluster, partition, from, signal)
    const [batch] = batches.filter((each) => lastOffset(each) >= from)
    if (batch === undefined) return null
    const record = batch.records.find(({ offsetDelta }) => Number(batch.firstOffset) + offsetDelta >= offset)
    if (record !== undefined) return recordOf(batch, record)
    from = lastOffset(batch) + 1
  }
  return null
}

async function ask(
  pool: BrokerPool,
  cluster: ClusterView,
  partition: PartitionName,
  offset: number,
  signal: AbortSignal,
): Promise<readonly RecordBatch[]> {
  const name = `${partition.topic}/${partition.partition}`
  const [leader] = byLeader(pool, cluster, [partition])
  if (leader === undefined) throw new CannotAsk('unreachable', `no broker that leads ${name} can be asked`)
  const [link] = leader
  const { responses } = await link.ask(fetch(partition, offset), signal)
  const answer = responses[0]?.partitions[0]
  if (answer?.errorCode === TOPIC_FORBIDDEN)
    throw new CannotAsk('forbidden', `this user may not read records of ${partition.topic}`, 'ACL: READ on the topic')
  if (answer === undefined || (answer.errorCode !== 0 && answer.errorCode !== OUT_OF_RANGE))
    throw new CannotAsk('failed', `${link.where} does not hand out records of ${name} (error ${answer?.errorCode})`)
  return answer.records ?? []
}

function lastOffset({ firstOffset, lastOffsetDelta }: RecordBatch): number {
  return Number(firstOffset) + lastOffsetDelta
}

function recordOf(batch: RecordBatch, record: RecordBatch['records'][number]): FetchedRecord {
  const { attributes, firstOffset, firstTimestamp, maxTimestamp } = batch
  const byBroker = (attributes & STAMPED_BY_BROKER) !== 0
  const stamp = Number(byBroker ? maxTimestamp : firstTimestamp + record.timestampDelta)
  return {
    offset: Number(firstOffset) + record.offsetDelta,
    ageMs: stamp < 0 ? null : Math.max(0, Date.now() - stamp),
    stampedBy: byBroker ? 'broker' : 'producer',
    transactional: (attributes & TRANSACTIONAL) !== 0,
    marker: (attributes & CONTROL) !== 0,
    compression: compressions[attributes & COMPRESSION] ?? 'unknown',
    together: batch.records.length,
    key: record.key,
    value: record.value,
    headers: record.headers,
  }
}
