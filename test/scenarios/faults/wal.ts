import type { PostgresHand } from '../postgres-hand.ts'

/** Fills WAL segments of 16 MB as fast as the disk takes them. */
export async function writeWal(postgres: PostgresHand, segments: number): Promise<void> {
  await postgres.sql(`DO $$ BEGIN
    FOR n IN 1..${segments} LOOP
      PERFORM pg_logical_emit_message(false, 'bench', 'x');
      PERFORM pg_switch_wal();
    END LOOP;
  END $$`)
}
