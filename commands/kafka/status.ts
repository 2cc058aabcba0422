import type { Command } from 'commander'
import { lookCommand } from '../look-command.ts'
import type { Session } from '../session.ts'

/** `usrops kafka status` */
export function statusCommand(session: Session): Command {
  return lookCommand(session, {
    name: 'status',
    summary: 'brokers, partitions in trouble, and groups',
    description:
      'Shows the brokers of a cluster with what they lead and replicate, partitions in trouble, and how groups are.',
    examples: ['usrops kafka status', 'usrops kafka status user-service -o json'],
    view: async () => (await import('../../src/views/kafka/status.ts')).status,
  })
}
