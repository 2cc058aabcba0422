import { isRecord, type JsonRecord, parseJson } from '../../core/json.ts'
import { type LogEntry, levelOf } from './entry.ts'
import { readTime } from './times.ts'

/** An entry written as one JSON object: pino, winston, zap, logstash, Spring, structlog; null where the line is none. */
export function jsonEntry(line: string): LogEntry | null {
  if (!line.startsWith('{')) return null
  const row = parseJson(line)
  if (!isRecord(row)) return null
  const message = words(row.msg ?? row.message ?? row.event ?? row.log ?? row.text)
  const error = errorIn(row)
  return {
    ...readTime(row.time ?? row['@timestamp'] ?? row.timestamp ?? row.ts ?? row.datetime ?? row.date),
    level: levelOf(row.level ?? row.severity ?? row.lvl ?? row.levelname ?? row['log.level'] ?? row.loglevel),
    message: error === '' || message.includes(error) ? message : `${message}: ${error}`,
    details: [message, error, ...named(row)].filter(Boolean).join(' | '),
    answered: answeredIn(row),
    version: typeof row.version === 'string' && /^v?\d+\.\d+/.test(row.version) ? row.version : null,
  }
}

/** Fields that tell where it failed. */
const places = ['code', 'sqlState', 'broker', 'topic', 'partition', 'offset', 'address', 'logger', 'logger_name']

function named(row: JsonRecord): string[] {
  const host = row.host ?? row.hostname ?? row.dbHost
  const pair = typeof row.port === 'number' && typeof host === 'string' ? [`connect to ${host}:${row.port}`] : []
  return [...places.flatMap((key) => (isPlain(row[key]) ? [`${key}: ${row[key]}`] : [])), ...pair]
}

function errorIn(row: JsonRecord): string {
  const error = row.err ?? row.error ?? row.exception ?? row.stack_trace ?? row.stackTrace ?? row.exc_info
  if (!isRecord(error)) return words(error)
  const told = [error.type ?? error.name, error.message, error.code, isRecord(error.cause) ? error.cause.message : null]
  const text = told.filter(isPlain).join(' ')
  return text === '' ? words(error.stack) : text
}

/** A line of a request log holds a status and how long it took. */
function answeredIn(row: JsonRecord): number | null {
  const response = isRecord(row.res)
    ? row.res
    : isRecord(row.response)
      ? row.response
      : isRecord(row.http)
        ? row.http
        : {}
  const status = Number(
    row.status ?? row.statusCode ?? row.status_code ?? response.statusCode ?? response.status ?? Number.NaN,
  )
  const took = [
    'durationMs',
    'duration',
    'duration_ms',
    'responseTime',
    'response_time',
    'elapsed',
    'latency',
    'took',
    'ms',
  ]
  return status >= 100 && status < 600 && took.some((key) => row[key] !== undefined) ? status : null
}

function isPlain(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number'
}

function words(value: unknown): string {
  return isPlain(value) ? String(value) : ''
}
