/** A row of pg_settings. */
export interface SettingRow {
  readonly name: string
  readonly setting: string
  /** What a new session of this user starts with; what the transaction itself set does not show in it. */
  readonly startsWith: string
  readonly unit: string | null
  readonly source: string
}

const names = [
  'archive_mode',
  'autovacuum',
  'autovacuum_freeze_max_age',
  'autovacuum_max_workers',
  'checkpoint_timeout',
  'data_checksums',
  'default_transaction_read_only',
  'hot_standby_feedback',
  'idle_in_transaction_session_timeout',
  'lock_timeout',
  'max_connections',
  'max_prepared_transactions',
  'max_slot_wal_keep_size',
  'max_wal_size',
  'statement_timeout',
  'synchronous_standby_names',
  'track_activities',
  'track_counts',
  'transaction_timeout',
  'wal_level',
] as const

/** The settings that checks and people ask for; what a version does not have is left out. */
export type SettingName = (typeof names)[number]

export const settingsQuery = `
SELECT name, setting, reset_val AS "startsWith", unit, source
FROM pg_settings
WHERE name IN (${names.map((name) => `'${name}'`).join(', ')})`

/** In bytes or in milliseconds where the setting has such a unit, else as it stands. */
export function settingValue(text: string, unit: string | null): string | number {
  if (text !== '' && Number.isFinite(Number(text))) return Number(text) < 0 ? Number(text) : Number(text) * factor(unit)
  return text
}

const factors: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000, B: 1, kB: 1_024, MB: 1_024 ** 2 }

/** Sizes may be given in blocks: `8kB`. */
function factor(unit: string | null): number {
  const [, count = '', name = ''] = /^(\d*)(\w+)$/.exec(unit ?? '') ?? []
  return (factors[name] ?? 1) * Number(count || 1)
}
