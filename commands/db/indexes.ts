import type { Command } from 'commander'
import { lookCommand } from '../look-command.ts'
import type { Session } from '../session.ts'

/** `usrops db indexes` */
export function indexesCommand(session: Session): Command {
  return lookCommand(session, {
    name: 'indexes',
    summary: 'indexes that are invalid, double, unused or missing',
    description: 'Shows indexes that cost more than they give, and foreign keys without an index.',
    examples: ['usrops db indexes', 'usrops db indexes user-service -o json'],
    view: async () => (await import('../../src/views/postgres/indexes.ts')).indexCare,
  })
}
