import type { Command } from 'commander'
import { lookCommand } from '../look-command.ts'
import type { Session } from '../session.ts'

/** `usrops redis slowlog` */
export function slowlogCommand(session: Session): Command {
  return lookCommand(session, {
    name: 'slowlog',
    summary: 'which commands took long, and who sent them',
    description:
      'Shows the slow log of every server by command, kind of key and client, and entry by entry. Arguments are never shown.',
    examples: ['usrops redis slowlog', 'usrops redis slowlog user-service --sort calls --limit 5'],
    view: async () => (await import('../../src/views/redis/slowlog.ts')).slowlog,
  })
}
