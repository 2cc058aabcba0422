import { type Command, Option } from 'commander'
import { lookCommand } from '../look-command.ts'
import type { Session } from '../session.ts'
import { type KeyWords, keyOptions } from './key-words.ts'

/** `usrops redis hot` */
export function hotCommand(session: Session): Command {
  return lookCommand(session, {
    name: 'hot',
    summary: 'which keys are used most, and which commands keep it busy',
    description:
      'Shows the keys that are used most, by the counters that Redis keeps under an LFU policy, in a sample; and the commands by the time they take.',
    examples: ['usrops redis hot', 'usrops redis hot user-service --interval 10s --prefix cart:'],
    options: [new Option('--prefix <prefix>', 'only keys whose names begin so'), ...keyOptions()],
    watches: true,
    view: async ({ words = false, most, prefix = '' }: KeyWords & { readonly prefix?: string }) => {
      const { hotView } = await import('../../src/views/redis/hot.ts')
      return hotView({ prefix, words, ...(most !== undefined && { most }) })
    },
  })
}
