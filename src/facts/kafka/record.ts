import type { FetchedRecord, KafkaClient } from '../../clients/kafka/client.ts'
import { CannotAsk, defineFacts } from '../../core/facts.ts'
import { mask } from '../../core/mask.ts'
import { partitionName } from './partition-name.ts'
import type { RecordName } from './record-name.ts'
import { type ValueShape, valueShape } from './value-shape.ts'

/** One record: what it is like, and what it says only where that was wished for, masked. */
export interface PeekedRecord {
  /** First record kept, and after the last one. */
  readonly start: number
  readonly end: number
  /** Null where the log has none at this offset or after it. */
  readonly record: SeenRecord | null
}

export interface SeenRecord extends Omit<FetchedRecord, 'key' | 'value' | 'headers'> {
  readonly key: ValueShape | null
  /** Null: a tombstone, which deletes its key from a compacted topic. */
  readonly value: ValueShape | null
  readonly headers: readonly Header[]
}

export interface Header {
  readonly name: string
  /** Null where it has no value. */
  readonly bytes: number | null
  readonly text?: string
}

const MOST_HEADERS = 50
const LONGEST_HEADER = 500

/** Reads the record at one offset, once; no group is joined and no position committed. */
export const recordAt = (at: RecordName, told: boolean) =>
  defineFacts<PeekedRecord, KafkaClient>({
    id: 'kafka.record',
    system: 'kafka',
    cost: 'heavy',
    async collect(client, { signal }) {
      refuseUnknown(client, at)
      const [starts, ends] = await Promise.all([
        client.logOffsets([at], 'start', signal),
        client.logOffsets([at], 'end', signal),
      ])
      const [start, end] = [starts[0]?.offset, ends[0]?.offset]
      if (start === undefined || end === undefined)
        throw new CannotAsk('failed', `nobody says where the log of ${partitionName(at)} begins and ends`)
      const kept = at.offset >= start && at.offset < end
      const record = kept ? await client.record(at, at.offset, signal) : null
      return { start, end, record: record && seen(record, told) }
    },
  })

function refuseUnknown({ cluster: { topics } }: KafkaClient, at: RecordName): void {
  const topic = topics.find(({ name }) => name === at.topic)
  if (topic === undefined)
    throw new CannotAsk(
      'failed',
      `there is no topic ${at.topic}, or this user may not describe it`,
      'correct the name, or ACL: DESCRIBE on the topic',
    )
  if (topic.partitions.every(({ partition }) => partition !== at.partition))
    throw new CannotAsk('failed', `${at.topic} has ${topic.partitions.length} partitions, and none is ${at.partition}`)
}

function seen({ key, value, headers, ...record }: FetchedRecord, told: boolean): SeenRecord {
  return {
    ...record,
    key: key && valueShape(key, told),
    value: value && valueShape(value, told),
    headers: headers.slice(0, MOST_HEADERS).map(([name, content]) => headerOf(String(name ?? ''), content, told)),
  }
}

function headerOf(name: string, content: Buffer | null, told: boolean): Header {
  // Its name says whether it holds a secret.
  const masked = mask(`${name}: ${content}`)
  const text = told && content !== null ? { text: masked.slice(masked.indexOf(': ') + 2, LONGEST_HEADER) } : {}
  return { name: mask(name), bytes: content?.length ?? null, ...text }
}
