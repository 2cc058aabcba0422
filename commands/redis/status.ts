import type { Command } from 'commander'
import { lookCommand } from '../look-command.ts'
import type { Session } from '../session.ts'

/** `usrops redis status` */
export function statusCommand(session: Session): Command {
  return lookCommand(session, {
    name: 'status',
    summary: 'the servers, and what each check says of them',
    description:
      'Shows every server of a Redis with its role, load, memory and keys, and one row for each thing that can be wrong.',
    examples: ['usrops redis status', 'usrops redis status user-service --interval 10s'],
    watches: true,
    view: async () => (await import('../../src/views/redis/status.ts')).status,
  })
}
