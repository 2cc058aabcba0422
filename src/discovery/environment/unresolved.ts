import type { EnvironmentEntry, Unresolved } from './dependencies.ts'
import { unrelated } from './read-upstreams.ts'
import { type Setting, wordsOf } from './setting.ts'
import { systemOfWord } from './systems.ts'
import { soleSecret } from './value.ts'

/** The variables of which it is not known what they say, as far as they may tell of a dependency. Reasons hold names, never values. */
export function unresolvedEntries(
  entries: readonly EnvironmentEntry[],
  settings: readonly Setting[],
  used: ReadonlySet<string>,
): readonly Unresolved[] {
  const missing = entries.flatMap(({ name, missing }) =>
    missing !== undefined && (name === '' || mayTell(wordsOf(name)))
      ? [{ variables: name === '' ? [] : [name], ...missing }]
      : [],
  )
  const unread = settings.filter((setting) => !used.has(setting.name) && isUnreadUrl(setting))
  return [...missing, ...unread.map(unreadUrl)]
}

function mayTell(words: readonly string[]): boolean {
  return (
    words.some((word) => systemOfWord(word) !== undefined) ||
    /^(URL|URI|DSN|HOST|BROKERS|SERVERS)$/.test(words.at(-1) ?? '')
  )
}

/** A variable that by its own name is a URL, or that by the name of its Secret holds a database. */
function isUnreadUrl({ words, value }: Setting): boolean {
  const secret = soleSecret(value)
  const name = words.join(' ')
  if (secret === undefined || secret.value !== undefined || unrelated.test(name)) return false
  if (/\b(URL|URI|DSN|CONN|BACKEND|CONNECTION STRING)$/.test(name)) return true
  const place = secret.reference.split('/').slice(1).join('/')
  return /db|database|postgres|dsn|uri/i.test(place) && !/PASS|PWD|USER|KEY|TOKEN|SECRET|NAME|PORT|HOST/.test(name)
}

function unreadUrl({ name, value }: Setting): Unresolved {
  const [, secret = ''] = /^secret:[^/]*\/([^/]*)\//.exec(soleSecret(value)?.reference ?? '') ?? []
  return {
    variables: [name],
    kind: 'forbidden',
    reason: `${name} stands in Secret ${secret}, which was not read: which system it names is unknown`,
  }
}

/** Logins of nothing: the host is in a file, in the program, or this is the server itself. */
export function withoutHost(variables: readonly string[]): Unresolved {
  return { variables, kind: 'no-host', reason: `${listed(variables)} ${verb(variables, 'tells', 'tell')} of no host` }
}

export function unreadableHost(variables: readonly string[]): Unresolved {
  return {
    variables,
    kind: 'unreadable',
    reason: `${listed(variables)} ${verb(variables, 'names', 'name')} a host in which something is left to be replaced`,
  }
}

export function secretNodes(variables: readonly string[]): Unresolved {
  const reason = `${listed(variables)} ${verb(variables, 'lists', 'list')} nodes out of a Secret, or ${verb(variables, 'names', 'name')} no master`
  return { variables, kind: 'unsupported', reason }
}

export function unreadableBrokers(variable: string): Unresolved {
  return { variables: [variable], kind: 'unreadable', reason: `${variable} is no list of host:port` }
}

// Ways to log in that may be said by their name; anything else may be a mistake, or a secret.
const knownMechanisms = /^(OAUTHBEARER|GSSAPI|AWS-MSK-IAM|DELEGATION-TOKEN)$/

export function unknownMechanism({ variable, mechanism }: { variable: string; mechanism: string }): Unresolved {
  const way = knownMechanisms.test(mechanism) ? `a login by ${mechanism}, which` : 'a way to log in that'
  return { variables: [variable], kind: 'unsupported', reason: `${variable} asks for ${way} is not supported` }
}

function listed(variables: readonly string[]): string {
  return variables.length < 4
    ? variables.join(' and ')
    : `${variables.slice(0, 2).join(', ')} and ${variables.length - 2} more`
}

function verb(variables: readonly string[], one: string, several: string): string {
  return variables.length === 1 ? one : several
}
