import type { Command } from 'commander'
import { lookCommand } from '../look-command.ts'
import type { Session } from '../session.ts'

/** `usrops db blocking` */
export function blockingCommand(session: Session): Command {
  return lookCommand(session, {
    name: 'blocking',
    summary: 'who waits for whom',
    description:
      'Shows each session that blocks others and below it those that wait, with what they hold, want and run. PID@START names exactly one session.',
    examples: [
      'usrops db blocking',
      'usrops db blocking -o json | jq -r ".tables[].rows[] | select(.depth == 0) | .session"',
    ],
    ordered: true,
    view: async () => (await import('../../src/views/postgres/blocking.ts')).blocking,
  })
}
