import type { Command } from 'commander'
import { lookCommand } from '../look-command.ts'
import type { Session } from '../session.ts'

/** `usrops db connections` */
export function connectionsCommand(session: Session): Command {
  return lookCommand(session, {
    name: 'connections',
    summary: 'who holds how many connections, and what they do',
    description: 'Shows the connections of each application, user and state against those that may be used.',
    examples: ['usrops db connections', 'usrops db connections user-service --sort oldest -o json'],
    view: async () => (await import('../../src/views/postgres/connections.ts')).connections,
  })
}
