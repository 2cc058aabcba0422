import type { Command } from 'commander'
import { lookCommand } from './look-command.ts'
import type { Session } from './session.ts'

/** `usrops pods [SERVICE…]` */
export function podsCommand(session: Session): Command {
  return lookCommand(session, {
    name: 'pods',
    summary: 'every pod of a service, and why it does not serve',
    description:
      'Shows every pod of a service: its revision, its restarts and how it ended last, and in words why it does not serve; failing pods come first.',
    examples: ['usrops pods', 'usrops pods user-service -n users --limit 100'],
    ownOnly: true,
    ordered: true,
    view: async () => (await import('../src/views/kubernetes/pods.ts')).pods,
  })
}
