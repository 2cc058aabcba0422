import { keyQuestions, questions, sentinelQuestions } from './client.ts'
import { aclRight, anyKey } from './refusals.ts'

/**
 * The command that makes a user who can look and nothing else: no keys, no channels, no command that writes or reads what
 * applications stored. `password` stands as `>password`; leave it out to get a placeholder.
 */
export function aclOfLook(user: string, password = '<password>'): readonly string[] {
  return aclUser(user, password, Object.values(questions))
}

/** The same for a Sentinel, which keeps users of its own. */
export function aclOfSentinelLook(user: string, password = '<password>'): readonly string[] {
  return aclUser(user, password, [questions.ping, ...Object.values(sentinelQuestions)])
}

/**
 * What that user needs beside it for commands about keys: their names, types, sizes, expiry and use. Any key may be named, but no command is among
 * them that returns or changes a value.
 */
export function aclOfKeys(user: string): readonly string[] {
  return ['ACL', 'SETUSER', user, anyKey, ...Object.values(keyQuestions).map(aclRight)]
}

function aclUser(user: string, password: string, commands: readonly (readonly string[])[]): readonly string[] {
  const rights = ['+auth', '+client|setname', ...commands.map(aclRight)]
  return ['ACL', 'SETUSER', user, 'reset', 'on', `>${password}`, '-@all', ...new Set(rights)]
}

/** The text for a person: both users, with a place to put the password. */
export const redisUser = [
  '# on every Redis server (repeat with ACL SAVE or in the configuration, so that it outlives a restart)',
  aclOfLook('usrops').join(' '),
  '',
  '# optional, for redis list, redis ttl audit and redis hot: names of keys and what is known of them, never their values',
  `# ${aclOfKeys('usrops').join(' ')}`,
  '',
  '# on every Sentinel, where there are any',
  aclOfSentinelLook('usrops').join(' '),
  '',
].join('\n')
