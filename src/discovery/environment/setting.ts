import type { EnvironmentEntry, Value } from './dependencies.ts'
import { isEmpty } from './value.ts'

/** One variable or setting, with the words of its name. */
export interface Setting {
  readonly name: string
  /** `usersDb__HOST` is USERS, DB, HOST. */
  readonly words: readonly string[]
  readonly value: Value
  readonly reference: string
}

/** The entries that have a value, ready to be understood by their names. */
export function settingsOf(entries: readonly EnvironmentEntry[]): readonly Setting[] {
  return entries.flatMap((entry) => {
    const { name, value, reference } = entry
    return name === '' || isEmpty(value) ? [] : [{ name, words: wordsOf(name), value, reference }]
  })
}

/** The words of a name in upper case, whatever its style: `DB_HOST`, `ConnectionStrings__Default`, `PGHOST`, `spring.kafka.bootstrap-servers`. */
export function wordsOf(name: string): readonly string[] {
  const words = plainWords(name)
  if (name === 'DSN') return ['DATABASE', 'DSN']
  if (words[0] !== 'CONNECTION' || words[1] !== 'STRINGS') return words
  // .NET: what follows is the name of the connection; the usual one is Default or DefaultConnection.
  const named = words.slice(2).filter((word) => word !== 'DEFAULT' && word !== 'CONNECTION')
  return [...(named.length === 0 ? ['DATABASE'] : named), 'CONNECTION', 'STRING']
}

function plainWords(name: string): readonly string[] {
  return name
    .replace(/([a-z]\d*)([A-Z])/g, '$1_$2')
    .toUpperCase()
    .split(/[^A-Z0-9]+/)
    .filter((word) => word !== '')
    .flatMap((word) => together[word] ?? splitSystem(word))
}

// Spring's and .NET's names leave out what stands between words.
const together: Readonly<Record<string, readonly string[]>> = {
  BOOTSTRAPSERVERS: ['BOOTSTRAP', 'SERVERS'],
  CONNECTIONSTRINGS: ['CONNECTION', 'STRINGS'],
  CONNECTIONSTRING: ['CONNECTION', 'STRING'],
  GROUPID: ['GROUP', 'ID'],
  SQLSETTINGS: ['SQL', 'SETTINGS'],
}

/** `PGHOST`, `DBNAME`, `REDISPASSWORD`: the system and what of it. */
function splitSystem(word: string): readonly string[] {
  const [, system, field] =
    /^(PG|DB|REDIS|MYSQL|MONGO|POSTGRES|DATABASE)(HOST|HOSTNAME|HOSTADDR|PORT|USER|USERNAME|PASSWORD|PASS|NAME|DATABASE|URL|URI|SSLMODE|SSLROOTCERT)$/.exec(
      word,
    ) ?? []
  return system === undefined || field === undefined || word === 'DBNAME' ? [word] : [system, field]
}
