import type { Command } from 'commander'
import { lookCommand } from '../../look-command.ts'
import type { Session } from '../../session.ts'
import { type KeyWords, keyOptions, prefixArgument } from '../key-words.ts'

/** `usrops redis ttl audit PREFIX` */
export function auditCommand(session: Session): Command {
  return lookCommand(session, {
    name: 'audit',
    summary: 'which keys that begin so never expire',
    description:
      'Counts the keys that begin so by how long they have left, and those that never expire. Walks the keys in small pages, up to a limit, and reads no value.',
    examples: ['usrops redis ttl audit session:', 'usrops redis ttl audit cache: user-service --most 1000000 -o json'],
    operands: [prefixArgument()],
    options: keyOptions(),
    view: async ({ words = false, most }: KeyWords, [prefix = '']) => {
      const { expiryView } = await import('../../../src/views/redis/expiry.ts')
      return expiryView({ prefix, words, ...(most !== undefined && { most }) })
    },
  })
}
