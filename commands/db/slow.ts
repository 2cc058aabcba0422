import type { Command } from 'commander'
import { lookCommand } from '../look-command.ts'
import type { Session } from '../session.ts'

/** `usrops db slow` */
export function slowCommand(session: Session): Command {
  return lookCommand(session, {
    name: 'slow',
    summary: 'the statements that take the most time',
    description:
      'Shows the costliest statements of pg_stat_statements: in total since the counters were reset, or with --interval what they cost between two looks.',
    examples: ['usrops db slow --interval 10s', 'usrops db slow user-service --sort mean --limit 5'],
    watches: true,
    view: async () => (await import('../../src/views/postgres/slow.ts')).slow,
  })
}
