import type { Command } from 'commander'
import { lookCommand } from '../look-command.ts'
import type { Session } from '../session.ts'

/** `usrops db bloat` */
export function bloatCommand(session: Session): Command {
  return lookCommand(session, {
    name: 'bloat',
    summary: 'how much of tables and indexes is empty (an estimate)',
    description: 'Estimates from statistics how much of each table and B-tree is empty.',
    examples: ['usrops db bloat', 'usrops db bloat user-service --sort share -o json'],
    view: async () => (await import('../../src/views/postgres/bloat.ts')).bloatEstimate,
  })
}
