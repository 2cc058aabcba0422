import type { Command } from 'commander'
import { lookCommand } from './look-command.ts'
import type { Session } from './session.ts'

/** `usrops health [SERVICE…]` */
export function healthCommand(session: Session): Command {
  return lookCommand(session, {
    name: 'health',
    summary: 'every health endpoint and component, and a summary of the metrics',
    description:
      'Shows what a service says of itself: each health endpoint, each thing it needs, and requests, errors, latency, pools and event loop by its metrics.',
    examples: ['usrops health', 'usrops health user-service -e production --interval 10s'],
    ownOnly: true,
    ordered: true,
    watches: true,
    view: async () => (await import('../src/views/http/health.ts')).health,
  })
}
