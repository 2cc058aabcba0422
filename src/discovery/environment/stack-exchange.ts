import type { RedisField } from './redis-names.ts'
import type { Setting } from './setting.ts'
import { marked, plainText, soleSecret, unmarked } from './value.ts'

// https://stackexchange.github.io/StackExchange.Redis/Configuration
const options: Readonly<Record<string, RedisField>> = {
  password: 'password',
  user: 'username',
  ssl: 'tls',
  defaultdatabase: 'database',
  servicename: 'master',
}

/** Reads `cache:6380,password=…,ssl=True`; undefined where it is not of this form. */
export function stackExchange(setting: Setting): ReadonlyMap<RedisField, Setting> | undefined {
  const sole = soleSecret(setting.value)
  const { text, secrets } = sole === undefined ? marked(setting.value) : { text: sole.value ?? '', secrets: [] }
  const items = text.split(',').map((item) => item.trim())
  const pairs = items.filter((item) => item.includes('='))
  const hosts = items.filter((item) => item !== '' && !item.includes('='))
  if (hosts.length === 0 || (pairs.length === 0 && !/^[\w.-]+:\d+$/.test(text))) return undefined
  const part = (name: string, value: string): Setting => {
    const reference = `${sole?.reference ?? setting.reference}#${name}`
    return { ...setting, reference, value: sole === undefined ? unmarked(value, secrets) : [{ reference, value }] }
  }
  const found = pairs.flatMap((pair) => {
    const [, key = '', value = ''] = /^([^=]+)=(.*)$/s.exec(pair) ?? []
    const field = options[key.trim().toLowerCase()]
    return field === undefined || value === '' ? [] : [[field, part(field, value)] as const]
  })
  return new Map([['host', part('host', hosts.join(','))], ...found])
}

/** One option of such a text, by the name of the field. */
export function stackExchangeOption(text: string, field: string): string | undefined {
  const setting = { name: '', words: [], value: [text], reference: '' }
  const named = field === 'user' ? 'username' : field
  const found = [...(stackExchange(setting) ?? [])].find(([name]) => name === named)?.[1]
  return found && plainText(found.value)
}
