import { findErrorBy } from '@platformatic/kafka'
import { CannotAsk } from '../../core/facts.ts'
import { mask } from '../../core/mask.ts'

/** Says in one sentence why a broker did not answer: the state of the target, never a secret. */
export function refusal(where: string, error: unknown): CannotAsk {
  if (error instanceof CannotAsk) return error
  const chain = [...causesOf(error)]
  const options = { cause: error }
  const login = first(chain, saslReason)
  if (login !== undefined) return new CannotAsk('authentication', `${where} ${login}`, loginGrant, options)
  const denied = accessDenied(error)
  if (denied !== undefined) return new CannotAsk('forbidden', `${where} ${denied.reason}`, denied.grant, options)
  const tls = first(chain, tlsReason)
  if (tls !== undefined) return new CannotAsk('failed', `${where}: ${tls.reason}`, tls.grant, options)
  const network = first(chain, networkReason)
  if (network !== undefined)
    return new CannotAsk('unreachable', `${where} is not reachable from here: ${network}`, undefined, options)
  // The driver's word for a login that failed on our side, such as a server that cannot prove that it knows the password.
  if (chain.some((each) => 'code' in each && each.code === 'PLT_KFK_AUTHENTICATION'))
    return new CannotAsk('authentication', `${where}: the SASL login failed`, loginGrant, options)
  const message = chain.at(-1)?.message ?? String(error)
  return new CannotAsk('failed', `${where}: ${mask(message)}`, undefined, options)
}

const loginGrant = 'check user, password and mechanism'

function first<Reason>(chain: readonly Error[], reason: (error: Error) => Reason | undefined): Reason | undefined {
  return chain.map(reason).find((each) => each !== undefined)
}

/** It accepted the connection (or did not even do that) and said nothing in time. */
export function silence(where: string, accepted: boolean): CannotAsk {
  return accepted
    ? new CannotAsk('hung', `${where} accepted the connection and does not answer`)
    : new CannotAsk('unreachable', `${where} is not reachable from here: no answer to the attempt to connect`)
}

/** It answered our plain text with a TLS alert. */
export function tlsWanted(where: string): CannotAsk {
  return new CannotAsk('failed', `${where} speaks TLS only`, 'set tls in usrops.yaml')
}

/** It answered with something that is no Kafka. */
export function foreign(where: string): CannotAsk {
  return new CannotAsk('failed', `${where} answers, but does not speak the protocol of Kafka`, 'check host and port')
}

/** The grants for the three kinds of refusal by an access rule, by the code on the wire. */
export function grantFor(errorCode: number): string | undefined {
  return Object.values(accessRules).find(({ code }) => code === errorCode)?.grant
}

const accessRules = {
  TOPIC_AUTHORIZATION_FAILED: { code: 29, what: 'the topic', grant: 'ACL: DESCRIBE on the topic' },
  GROUP_AUTHORIZATION_FAILED: { code: 30, what: 'the consumer group', grant: 'ACL: DESCRIBE on the group' },
  CLUSTER_AUTHORIZATION_FAILED: { code: 31, what: 'the cluster', grant: 'ACL: DESCRIBE on the cluster' },
} as const

function accessDenied(error: unknown): { reason: string; grant: string } | undefined {
  if (!(error instanceof Error)) return undefined
  for (const [id, { what, grant }] of Object.entries(accessRules))
    if (findErrorBy(error, 'apiId', id)) return { reason: `does not let this user describe ${what}`, grant }
  return undefined
}

function saslReason(error: Error): string | undefined {
  const id = 'apiId' in error ? error.apiId : undefined
  if (id === 'UNSUPPORTED_SASL_MECHANISM') return 'does not offer this SASL mechanism'
  if (id === 'SASL_AUTHENTICATION_FAILED') return 'refuses user or password'
  return id === 'ILLEGAL_SASL_STATE' ? 'asks for a SASL login that was not made' : undefined
}

function tlsReason(error: Error): { reason: string; grant: string } | undefined {
  const code = 'code' in error ? String(error.code) : ''
  if (/^(ERR_SSL_WRONG_VERSION_NUMBER|EPROTO)$/.test(code) || error.message.startsWith('TLS handshake failed'))
    return { reason: 'it does not speak TLS on this port', grant: 'remove tls, or use the port of the TLS listener' }
  if (/^(ERR_TLS_|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|ERR_SSL_)/.test(code))
    return {
      reason: `its certificate was not accepted (${code})`,
      grant: 'set tls.ca or tls.servername in usrops.yaml',
    }
  return undefined
}

function networkReason(error: Error): string | undefined {
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'ECONNREFUSED') return 'connection refused'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'the name does not resolve'
  if (/^(EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|ECONNRESET|EPIPE|EHOSTDOWN|EADDRNOTAVAIL)$/.test(code)) return code
  if (error.message.endsWith('timed out.')) return 'no answer to the attempt to connect'
  return error.message.startsWith('Connection closed') ? 'it closed the connection' : undefined
}

function* causesOf(error: unknown): Generator<Error> {
  if (!(error instanceof Error)) return
  yield error
  if (error instanceof AggregateError) for (const each of error.errors) yield* causesOf(each)
  yield* causesOf(error.cause)
}
