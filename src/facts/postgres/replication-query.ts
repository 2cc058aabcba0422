import { ageMs, exactTime, intervalMs } from './age-sql.ts'

/** Where this server has got to in the WAL: a standby has nothing but what it replayed. */
const position = `CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END`

export const standbysQuery = `
SELECT pid,
       application_name AS application,
       host(client_addr) AS client,
       state,
       sync_state AS "syncState",
       pg_wal_lsn_diff(${position}, sent_lsn) AS "sendBytes",
       pg_wal_lsn_diff(${position}, flush_lsn) AS "flushBytes",
       pg_wal_lsn_diff(${position}, replay_lsn) AS "replayBytes",
       ${intervalMs('replay_lag')} AS "replayLagMs",
       ${ageMs('reply_time')} AS "replyMs"
FROM pg_stat_replication
ORDER BY application_name, pid
LIMIT 50`

/** The version decides only about how long a slot is inactive. */
export function slotsQuery(version: number): string {
  const inactive = version >= 170_000 ? ageMs('inactive_since') : 'NULL::float8'
  return `
SELECT slot_name::text AS name,
       slot_type AS type,
       plugin::text,
       database::text,
       temporary,
       active,
       wal_status AS "walStatus",
       safe_wal_size AS "safeBytes",
       pg_wal_lsn_diff(${position}, restart_lsn) AS "retainedBytes",
       ${inactive} AS "inactiveMs"
FROM pg_replication_slots
ORDER BY "retainedBytes" DESC NULLS LAST
LIMIT 50`
}

export const archiverQuery = `
SELECT current_setting('archive_mode') AS mode,
       archived_count AS archived,
       failed_count AS failed,
       last_failed_wal AS "lastFailedWal",
       ${ageMs('last_archived_time')} AS "lastSuccessMs",
       ${ageMs('last_failed_time')} AS "lastFailureMs",
       ${exactTime('stats_reset')} AS "resetAt"
FROM pg_stat_archiver`

/** What a standby knows of itself. Without pg_monitor the row of the receiver shows only its pid. */
export const recoveryQuery = `
SELECT pg_is_in_recovery() AS "inRecovery",
       CASE WHEN pg_is_in_recovery() THEN pg_is_wal_replay_paused() END AS paused,
       pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn()) AS "unappliedBytes",
       ${ageMs('pg_last_xact_replay_timestamp()')} AS "lastReplayedMs",
       r.pid IS NOT NULL AS "hasReceiver",
       r.status AS "receiverStatus",
       ${ageMs('r.last_msg_receipt_time')} AS "lastMessageMs",
       pg_wal_lsn_diff(r.latest_end_lsn, pg_last_wal_replay_lsn()) AS "behindBytes"
FROM (SELECT 1) one
LEFT JOIN pg_stat_wal_receiver r ON true`
