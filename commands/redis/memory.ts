import type { Command } from 'commander'
import { lookCommand } from '../look-command.ts'
import type { Session } from '../session.ts'

/** `usrops redis memory` */
export function memoryCommand(session: Session): Command {
  return lookCommand(session, {
    name: 'memory',
    summary: 'memory against its limit, and what it is made of',
    description:
      'Shows the memory of every server against its limit, what happens to writes there, what was evicted, and what the memory is made of.',
    examples: ['usrops redis memory', 'usrops redis memory user-service --interval 10s -o json'],
    watches: true,
    view: async () => (await import('../../src/views/redis/memory.ts')).memory,
  })
}
