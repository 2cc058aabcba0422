import { Argument, type Command, Option } from 'commander'
import { lookCommand } from '../look-command.ts'
import type { Session } from '../session.ts'

/** `usrops kafka peek TOPIC/PARTITION@OFFSET` */
export function peekCommand(session: Session): Command {
  return lookCommand(session, {
    name: 'peek',
    summary: 'what one record is like: key, headers, size, age, whether it decodes',
    description:
      'Reads one record and shows what it is like, not what it says. Joins no group and commits nothing; needs the right to read the topic.',
    examples: ['usrops kafka peek orders/3@42', 'usrops kafka peek orders/3@42 user-service --value'],
    operands: [new Argument('<record>', 'TOPIC/PARTITION@OFFSET, such as orders/3@42')],
    options: [new Option('--value', 'show what key, headers and value say, too, masked')],
    ordered: true,
    view: async ({ value = false }: { readonly value?: boolean }, [record = '']) => {
      const { recordNameIn } = await import('../../src/facts/kafka/record-name.ts')
      const { peekView } = await import('../../src/views/kafka/peek.ts')
      return peekView(recordNameIn(record), value)
    },
  })
}
