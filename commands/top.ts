import { type Command, Option } from 'commander'
import { lookCommand } from './look-command.ts'
import type { Session } from './session.ts'

/** `usrops top [SERVICE…]` */
export function topCommand(session: Session): Command {
  return lookCommand(session, {
    name: 'top',
    summary: 'CPU and memory in use against requests and limits',
    description:
      'Shows what each container of a service uses of CPU and memory in all its pods, against what is requested and allowed; what is nearest to a limit comes first.',
    examples: ['usrops top', 'usrops top user-service -n users --pods --sort memory'],
    options: [new Option('--pods', 'pod by pod')],
    ownOnly: true,
    view: async () => (await import('../src/views/kubernetes/top.ts')).top,
    params: ({ pods }: { pods?: true }) => ({ pods: pods ?? false }),
  })
}
