import { Argument, type Command } from 'commander'
import { lookCommand } from '../look-command.ts'
import type { Session } from '../session.ts'

/** `usrops kafka lag [GROUP…]` */
export function lagCommand(session: Session): Command {
  return lookCommand(session, {
    name: 'lag',
    summary: 'how far consumer groups are behind, and whether they catch up',
    description:
      'Shows what waits for each consumer group, by group, by topic and, for up to three groups, by partition. Joins no group and commits nothing.',
    examples: ['usrops kafka lag', 'usrops kafka lag user-service --interval 30s'],
    operands: [
      new Argument('[group...]', 'consumer groups (default: those of the configuration, else all that consume topics)'),
    ],
    watches: true,
    view: async (_words, groups) => {
      const { lagView } = await import('../../src/views/kafka/lag.ts')
      return lagView(groups.length === 0 ? null : groups)
    },
  })
}
