import type { QueryResult, QueryResultRow } from 'pg'
import type { Faults, Leak } from './configuration.ts'
import type { Database } from './database.ts'

/** Runs one writing statement as the release with this leak does; what it takes it never gives back. */
export async function writeLeaking<Row extends QueryResultRow>(
  database: Database,
  leak: Leak,
  sql: string,
  values: unknown[],
): Promise<QueryResult<Row>> {
  if (leak === 'none') return database.query<Row>(sql, values)
  const client = leak === 'raw' ? await database.connect() : await database.checkOut()
  if (leak === 'transaction') await client.query('BEGIN')
  return client.query<Row>(sql, values)
}

/** What a bad release does to each request of its users. */
export function sabotage(faults: Faults): () => void {
  const remembered: Buffer[] = []
  return () => {
    if (faults.memoryLeakKb > 0) remembered.push(Buffer.alloc(faults.memoryLeakKb * 1024, 1))
    if (faults.eventLoopBlockMs > 0) block(faults.eventLoopBlockMs)
    if (Math.random() * 100 < faults.bugRate) readMissingSetting()
  }
}

function block(milliseconds: number): void {
  const until = performance.now() + milliseconds
  while (performance.now() < until);
}

function readMissingSetting(): string {
  const profile: { settings: { theme: string } } = JSON.parse('{}')
  return profile.settings.theme
}
