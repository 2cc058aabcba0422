import type { Command } from 'commander'
import { lookCommand } from '../look-command.ts'
import type { Session } from '../session.ts'

/** `usrops db replication` */
export function replicationCommand(session: Session): Command {
  return lookCommand(session, {
    name: 'replication',
    summary: 'standbys, slots, receiver and archive',
    description:
      'Shows who gets the write-ahead log and how far behind they are, what slots keep, and on a standby what it receives.',
    examples: ['usrops db replication', 'usrops db replication user-service -o json'],
    view: async () => (await import('../../src/views/postgres/replication.ts')).replicationState,
  })
}
