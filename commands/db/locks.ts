import type { Command } from 'commander'
import { lookCommand } from '../look-command.ts'
import type { Session } from '../session.ts'

/** `usrops db locks` */
export function locksCommand(session: Session): Command {
  return lookCommand(session, {
    name: 'locks',
    summary: 'what is locked, how, and who waits',
    description: 'Counts the locks of the database by what is locked and how, those that are waited for first.',
    examples: ['usrops db locks', 'usrops db locks user-service --limit 50'],
    view: async () => (await import('../../src/views/postgres/locks.ts')).lockCounts,
  })
}
