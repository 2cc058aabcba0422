import { dialDirect } from '../../../src/clients/dial-direct.ts'
import type { PostgresClient } from '../../../src/clients/postgres/client.ts'
import { openPostgres } from '../../../src/clients/postgres/open.ts'
import type { PostgresSettings } from '../../../src/clients/postgres/settings.ts'
import type { Connection } from '../../../src/core/connection.ts'
import type { Budget } from '../../../src/core/facts.ts'
import { Secret } from '../../../src/core/secret.ts'

/** A budget that runs out by itself. */
export function budgetOf(milliseconds = 5_000): Budget {
  return { signal: AbortSignal.timeout(milliseconds), milliseconds }
}

/** The settings that a bench URL stands for. */
export function settingsOf(url: string, overrides: Partial<PostgresSettings> = {}): PostgresSettings {
  const { hostname, port, username, password, pathname } = new URL(url)
  return {
    host: hostname,
    port: Number(port),
    database: pathname.slice(1),
    user: username,
    password: new Secret(decodeURIComponent(password)),
    sslmode: 'prefer',
    tls: {},
    dial: dialDirect,
    ...overrides,
  }
}

/** Opens a connection for the time of one piece of work. */
export async function withClient<Value>(
  url: string,
  work: (client: PostgresClient, connection: Connection) => Promise<Value>,
  overrides: Partial<PostgresSettings> = {},
): Promise<Value> {
  const connection = await openPostgres(settingsOf(url, overrides), budgetOf())
  try {
    return await work(connection.client as PostgresClient, connection)
  } finally {
    await connection.close()
  }
}
