import type { Command } from 'commander'
import { lookCommand } from './look-command.ts'
import type { Session } from './session.ts'

/** `usrops describe [SERVICE…]` */
export function describeCommand(session: Session): Command {
  return lookCommand(session, {
    name: 'describe',
    summary: 'what a service is made of, and what it needs',
    description:
      'Shows the workloads of a service with revisions, images, probes and resources, who writes them, the Services, autoscalers and disruption budgets around them, and what it needs with the variables that say so.',
    examples: ['usrops describe user-service -n users', 'usrops describe user-service -n users --verbose'],
    ownOnly: true,
    ordered: true,
    view: async () => (await import('../src/views/kubernetes/describe.ts')).describe,
    beside: async () => (await import('../src/dependency-tables.ts')).dependenciesOf,
  })
}
