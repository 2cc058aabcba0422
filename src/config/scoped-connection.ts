import type { HttpSettings } from '../clients/http/settings.ts'
import type { KafkaSettings } from '../clients/kafka/settings.ts'
import type { LogSettings } from '../clients/logs/settings.ts'
import type { PgBouncerSettings } from '../clients/pgbouncer/settings.ts'
import type { PostgresSettings } from '../clients/postgres/settings.ts'
import type { RedisSettings } from '../clients/redis/settings.ts'
import type { Connection } from '../core/connection.ts'
import type { Budget, Unasked } from '../core/facts.ts'
import type { Target } from '../core/target.ts'

/** A system in scope and the way to it. `settings` resolves the references to secrets, and rejects with CannotAsk where one leads nowhere. */
export type ScopedConnection =
  | Scoped<'postgres', PostgresSettings>
  | Scoped<'pgbouncer', PgBouncerSettings>
  | Scoped<'redis', RedisSettings>
  | Scoped<'kafka', KafkaSettings>
  | Scoped<'http', HttpSettings>
  | Scoped<'logs', LogSettings | OnCluster>
  | Scoped<'kubernetes' | 'helm' | 'cluster', OnCluster>

export interface Scoped<System extends string, Settings> {
  readonly system: System
  readonly target: Target
  readonly pinnedIdentity?: string
  /** Set where it cannot be dialled from here. */
  readonly notDialled?: Unasked
  /** What the configuration says, for people: references, never values. */
  readonly written: Readonly<Record<string, string>>
  settings(): Promise<Settings>
}

/** A way to a cluster that is open already, for all who ask it in one look. */
export interface OnCluster {
  connect(budget: Budget): Promise<Connection>
}

export const connectedSystems = [
  'kubernetes',
  'cluster',
  'helm',
  'http',
  'postgres',
  'pgbouncer',
  'redis',
  'kafka',
  'logs',
] as const satisfies readonly ScopedConnection['system'][]
