import { OperatorError } from '../../core/errors.ts'
import type { PartitionName } from './partition-name.ts'

/** Where one record is. */
export interface RecordName extends PartitionName {
  readonly offset: number
}

/** Reads `orders/3@42`. */
export function recordNameIn(text: string): RecordName {
  const [, topic, partition, offset] = /^([\w.-]{1,249})\/(\d{1,9})@(\d{1,15})$/.exec(text) ?? []
  if (topic === undefined)
    throw new OperatorError(`"${text}" names no record`, {
      hint: 'write TOPIC/PARTITION@OFFSET, such as orders/3@42; usrops kafka lag GROUP shows positions',
    })
  return { topic, partition: Number(partition), offset: Number(offset) }
}
