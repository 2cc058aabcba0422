import type { Command } from 'commander'
import { lookCommand } from '../look-command.ts'
import type { Session } from '../session.ts'
import { type KeyWords, keyOptions, prefixArgument } from './key-words.ts'

/** `usrops redis list PREFIX` */
export function listCommand(session: Session): Command {
  return lookCommand(session, {
    name: 'list',
    summary: 'which keys begin so: how many, of what type, how large',
    description:
      'Counts the keys that begin so by the shape of their names, with types and sizes of a sample. Walks the keys in small pages, up to a limit, and reads no value.',
    examples: ['usrops redis list session:', 'usrops redis list "" user-service --words --most 1000000'],
    operands: [prefixArgument()],
    options: keyOptions(),
    view: async ({ words = false, most }: KeyWords, [prefix = '']) => {
      const { keysView } = await import('../../src/views/redis/keys.ts')
      return keysView({ prefix, words, ...(most !== undefined && { most }) })
    },
  })
}
