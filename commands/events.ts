import type { Command } from 'commander'
import { lookCommand } from './look-command.ts'
import type { Session } from './session.ts'

/** `usrops events [SERVICE…]` */
export function eventsCommand(session: Session): Command {
  return lookCommand(session, {
    name: 'events',
    summary: 'the warnings of the cluster about a service, grouped',
    description:
      'Shows the warnings about the workloads of a service and what belongs to them, those of the same kind together, the latest first.',
    examples: ['usrops events', 'usrops events user-service --context prod -n users --sort count'],
    ownOnly: true,
    view: async () => (await import('../src/views/kubernetes/events.ts')).events,
  })
}
