import type { Command } from 'commander'
import { lookCommand } from '../look-command.ts'
import type { Session } from '../session.ts'

/** `usrops db status` */
export function statusCommand(session: Session): Command {
  return lookCommand(session, {
    name: 'status',
    summary: 'each database at a glance, with what its checks say',
    description:
      'Shows version, role, connections, oldest transaction, lag, vacuum, size and the like of each database, with the state that a diagnosis would give them.',
    examples: ['usrops db status', 'usrops db status user-service -e production --interval 10s'],
    ordered: true,
    watches: true,
    view: async () => (await import('../../src/views/postgres/status.ts')).status,
  })
}
