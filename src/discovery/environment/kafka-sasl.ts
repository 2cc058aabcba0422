import type { SaslMechanism } from '../../clients/kafka/settings.ts'
import type { KafkaConfig } from '../../config/schema/kafka.ts'
import type { Assembly } from './assembly.ts'
import type { Part } from './connection.ts'
import type { KafkaField } from './kafka-names.ts'
import { firstPart, isSet, knownText, noPart, partOf, referenceOf } from './parts.ts'
import type { Setting } from './setting.ts'
import { marked, soleSecret, unmarked } from './value.ts'

type Sasl = NonNullable<KafkaConfig['sasl']>

const mechanisms: readonly SaslMechanism[] = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']

/** How a service logs in to Kafka; `unsupported` names the way that usrops does not know. */
export function kafkaSasl(
  fields: ReadonlyMap<KafkaField, Setting>,
  assembly: Assembly,
): { readonly sasl?: Sasl; readonly unsupported?: string } {
  const protocol = knownText(partOf(fields.get('protocol')))?.toUpperCase()
  if (protocol !== undefined && !protocol.startsWith('SASL')) return {}
  const jaas = fields.get('jaas')
  const login = jaas && jaasLogin(jaas)
  const user = firstPart(login?.user ?? noPart, partOf(fields.get('username')))
  const password = firstPart(login?.password ?? noPart, partOf(fields.get('password')))
  const wanted = knownText(partOf(fields.get('mechanism')))
    ?.toUpperCase()
    .replaceAll('_', '-')
  const mechanism = wanted === undefined ? (login?.mechanism ?? 'PLAIN') : mechanisms.find((known) => known === wanted)
  if (mechanism === undefined) return { unsupported: wanted ?? '' }
  if (!isSet(user) || !isSet(password)) return {}
  const username = assembly.text(user, 'sasl.username')
  return username === undefined ? {} : { sasl: { mechanism, username, password: referenceOf(password) } }
}

interface JaasLogin {
  readonly mechanism: SaslMechanism
  readonly user: Part
  readonly password: Part
}

/** `org.apache.kafka.common.security.scram.ScramLoginModule required username="…" password="…";`: in a Secret that nobody read, where its parts will be found. */
function jaasLogin(setting: Setting): JaasLogin | undefined {
  const sole = soleSecret(setting.value)
  const { text, secrets } = sole === undefined ? marked(setting.value) : { text: sole.value, secrets: [] }
  const source = sole?.reference ?? setting.reference
  const part = (name: string, value: string): Part => ({
    reference: `${source}#${name}`,
    value:
      sole === undefined
        ? unmarked(value, secrets)
        : [{ reference: `${source}#${name}`, ...(value !== '' && { value }) }],
  })
  if (text === undefined) return { mechanism: 'SCRAM-SHA-512', user: part('user', ''), password: part('password', '') }
  const user = jaasOption(text, 'username')
  const password = jaasOption(text, 'password')
  if (user === undefined || password === undefined) return undefined
  // Which SCRAM it is, the module does not say; operators of Kafka make SCRAM-SHA-512 by default.
  const mechanism = /PlainLoginModule/.test(text) ? 'PLAIN' : 'SCRAM-SHA-512'
  return { mechanism, user: part('user', user), password: part('password', password) }
}

/** The value of an option of a line of JAAS. */
export function jaasOption(text: string, name: string): string | undefined {
  const [, quoted, bare] =
    new RegExp(`\\b${name}\\s*=\\s*(?:\\\\?"((?:[^"\\\\]|\\\\[^"])*)\\\\?"|([^\\s;"]+))`).exec(text) ?? []
  return quoted ?? bare
}
