import type { Cell, Row, TableDraft } from '../../core/table.ts'
import { defineView } from '../../core/view.ts'
import { partitionName } from '../../facts/kafka/partition-name.ts'
import { type Header, recordAt, type SeenRecord } from '../../facts/kafka/record.ts'
import type { RecordName } from '../../facts/kafka/record-name.ts'
import type { ValueShape } from '../../facts/kafka/value-shape.ts'

/** One record: what it is like, and with `told` what it says, masked. */
export const peekView = (at: RecordName, told: boolean) =>
  defineView({
    id: 'kafka.peek',
    reads: { record: recordAt(at, told) },
    params: {},
    show({ record: { record, start, end } }) {
      const name = `${partitionName(at)}@${at.offset}`
      if (record === null)
        return {
          unknown: `there is no record at ${name}: ${start === end ? 'the log is empty' : `the log holds ${start} to ${end - 1}`}`,
        }
      return [summary(record, at, { start, end }), ...headers(record.headers, told), ...fields(record.value, told)]
    },
  })

function summary(record: SeenRecord, at: RecordName, log: { start: number; end: number }): TableDraft {
  const { key, value, offset } = record
  const next = offset === at.offset ? '' : ' (the one asked for is gone: the next one kept)'
  return {
    title: `${partitionName(at)}@${offset}${next}: ${verdict(record)}`,
    columns: [
      { id: 'aspect', label: 'aspect', kind: 'text', importance: 'key', shorten: 'never' },
      { id: 'value', label: 'value', kind: 'mixed', importance: 'key' },
    ],
    rows: [
      row('log begins at', log.start),
      row('log ends before', log.end),
      row('age', { amount: record.ageMs, kind: 'age' }),
      row('age by the clock of', record.stampedBy),
      row('key', key === null ? 'none' : { amount: key.bytes, kind: 'bytes' }),
      ...(key === null
        ? []
        : [row('key is', formatText(key)), ...shapes('key looks like', key), ...texts('key says', key)]),
      row('value', value === null ? 'none (a tombstone)' : { amount: value.bytes, kind: 'bytes' }),
      ...(value === null ? [] : [row('value is', formatText(value)), row('decodes as JSON', value.format === 'JSON')]),
      ...(value === null ? [] : texts('value says', value)),
      row('headers', record.headers.length),
      row('compression', record.compression),
      row('records sent together', record.together),
      row('in a transaction', record.transactional),
    ],
    notes: record.marker ? ['this is the marker at the end of a transaction: no consumer is given it'] : [],
  }
}

function verdict({ marker, value }: SeenRecord): string {
  if (marker) return 'the end of a transaction'
  return value === null ? 'a tombstone' : `${value.bytes} bytes, ${formatText(value)}`
}

function formatText({ format, schemaId, brokenAt }: ValueShape): string {
  if (schemaId !== null) return `data of the registered schema ${schemaId}, or binary`
  return brokenAt === null ? format : `${format}, no JSON from character ${brokenAt} on`
}

function shapes(aspect: string, { shape }: ValueShape): readonly Row[] {
  return shape === null ? [] : [row(aspect, shape)]
}

/** A key that is JSON is one value, rarely more. */
function texts(aspect: string, { text, fields }: ValueShape): readonly Row[] {
  const said = text ?? (fields.length === 1 ? fields[0]?.text : undefined)
  return said === undefined ? [] : [row(aspect, said)]
}

function row(aspect: string, value: Cell): Row {
  return { aspect, value }
}

function headers(all: readonly Header[], told: boolean): readonly TableDraft[] {
  if (all.length === 0) return []
  return [
    {
      title: `${all.length} headers`,
      columns: [
        { id: 'name', label: 'header', kind: 'text', importance: 'key' },
        { id: 'bytes', label: 'size', kind: 'bytes' },
        ...(told ? [{ id: 'text', label: 'says', kind: 'text' } as const] : []),
      ],
      rows: all.map(({ name, bytes, text }) => ({
        name,
        ...(bytes !== null && { bytes }),
        ...(text !== undefined && { text }),
      })),
    },
  ]
}

function fields(value: ValueShape | null, told: boolean): readonly TableDraft[] {
  if (value === null || value.fields.length === 0) return []
  return [
    {
      title: 'fields of the value',
      columns: [
        { id: 'field', label: 'field', kind: 'text', importance: 'key', shorten: 'middle' },
        { id: 'kind', label: 'kind', kind: 'text', importance: 'key', shorten: 'never' },
        { id: 'size', label: 'length', kind: 'count' },
        ...(told ? [{ id: 'text', label: 'says', kind: 'text' } as const] : []),
      ],
      rows: value.fields.map(({ path, kind, size, text }) => ({
        ...{ field: path === '' ? '(all)' : path, kind },
        ...(size !== null && { size }),
        ...(text !== undefined && { text }),
      })),
      notes: told ? ['masked'] : ['what it says is not shown: --value shows it, masked'],
    },
  ]
}

/** An example of what is made for one record. */
export const peek = peekView({ topic: 'orders', partition: 0, offset: 0 }, false)
