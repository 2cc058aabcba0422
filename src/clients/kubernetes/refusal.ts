import { CannotAsk } from '../../core/facts.ts'
import { parseJson, textAt } from '../../core/json.ts'
import { mask } from '../../core/mask.ts'
import type { Access } from './access.ts'
import { NotConnected } from './api-agent.ts'
import type { ApiAnswer } from './exchange.ts'
import { readInSystem } from './roles.ts'

/** One right, as roles name it. */
export interface Right {
  readonly verb: string
  readonly group: string
  /** `pods`, `pods/log`. */
  readonly resource: string
  /** Undefined: of the whole cluster. */
  readonly namespace?: string
  readonly name?: string
}

/** `list pods in namespace users`. */
export function rightText({ verb, group, resource, namespace, name }: Right): string {
  const what = group === '' ? resource : `${resource}.${group}`
  const which = name === undefined ? what : `${what} ${name}`
  return `${verb} ${which} ${namespace === undefined ? 'in the whole cluster' : `in namespace ${namespace}`}`
}

/** The operator may not; the grant names the rule that is missing and what prints it. */
export function forbidden(access: Pick<Access, 'name'>, right: Right): CannotAsk {
  const role = right.namespace === undefined ? 'ClusterRole' : 'Role'
  const reason = `not allowed to ${rightText(right)} (${access.name})`
  return new CannotAsk('forbidden', reason, `a ${role} with ${rightText(right)}: ${commandFor(right)}`)
}

/** What prints the roles that hold this right. */
function commandFor({ verb, resource, namespace, name }: Right): string {
  const place = namespace === undefined || namespace in readInSystem ? '--cluster-wide' : `-n ${namespace}`
  if (resource === 'pods/portforward') return `usrops doctor --rbac connect ${place}`
  if (resource !== 'secrets') return `usrops doctor --rbac look ${place}`
  if (verb === 'get' && name !== undefined) return `usrops doctor --rbac connect ${place} --secret ${name}`
  return `usrops doctor --rbac helm ${place}`
}

/** The API server answered with an error that is about neither the login nor a right. */
export function failed(access: Access, what: string, { status, body }: Pick<ApiAnswer, 'status' | 'body'>): CannotAsk {
  const message = textAt(parseJson(body), 'message') ?? body.split('\n')[0] ?? ''
  const words = mask(message.trim().slice(0, 300))
  const state = status === 429 ? 'is too busy' : `answers ${status}`
  return new CannotAsk('failed', `the API server of ${access.name} ${state} to ${what}${words && `: ${words}`}`)
}

/** Nothing came back. `accepted`: the server took the connection, so that silence is its own. */
export function noAnswer(access: Access, what: string, cause: unknown, accepted: boolean): CannotAsk {
  const server = `the API server of ${access.name}`
  if (isTimeout(cause)) {
    return accepted
      ? new CannotAsk('hung', `${server} accepted the connection and did not answer in time (${what})`)
      : new CannotAsk('unreachable', `${server} (${access.server.host}) is not reachable from here: no answer in time`)
  }
  if (cause instanceof NotConnected) return notConnected(access, server, cause)
  const code = codeOf(cause)
  // With TLS 1.3 a server refuses a client certificate only after the handshake.
  if (/ALERT.*(CERTIFICATE|UNKNOWN_CA)/.test(code ?? '')) return certificateRefused(access)
  if (code?.startsWith('HPE_'))
    return new CannotAsk('failed', `${access.server.host} answers, but not as an API server`)
  return new CannotAsk('unreachable', `${server} closed the connection instead of answering (${what})`)
}

function notConnected(access: Access, server: string, { step, cause }: NotConnected): CannotAsk {
  if (step === 'dial') {
    const { reason, grant } =
      cause instanceof CannotAsk ? cause.unasked : { reason: 'the connection failed', grant: undefined }
    return new CannotAsk('unreachable', `${server}: ${reason}`, grant)
  }
  const code = codeOf(cause) ?? ''
  if (/^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS_CERT|HOSTNAME_)/.test(code)) {
    const hint = 'correct certificate-authority(-data) or tls-server-name of the cluster in the kubeconfig'
    return new CannotAsk('failed', `the certificate of ${server} is not accepted (${code})`, hint)
  }
  if (/ALERT.*(CERTIFICATE|UNKNOWN_CA)/.test(code)) return certificateRefused(access)
  if (/WRONG_VERSION|PACKET_LENGTH|EPROTO/.test(code))
    return new CannotAsk('failed', `${access.server.host} does not speak TLS`, 'write http:// as server of the cluster')
  if (/^ERR_OSSL|PEM|KEY_VALUES_MISMATCH|X509/.test(code)) {
    const reason = `the client certificate or key of ${access.user.name} in the kubeconfig cannot be used (${code})`
    return new CannotAsk('authentication', reason, 'log in again, so that a new one is written')
  }
  return new CannotAsk('failed', `TLS with ${server} failed${code && ` (${code})`}`)
}

function certificateRefused({ name, user }: Access): CannotAsk {
  const reason = `${name} does not accept the client certificate of the user ${user.name}`
  return new CannotAsk('authentication', reason, 'log in again, so that a new one is written to the kubeconfig')
}

function isTimeout(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause)
    if (each.name === 'TimeoutError' || each.name === 'AbortError') return true
  return false
}

function codeOf(error: unknown): string | undefined {
  for (let each = error; each instanceof Error; each = each.cause)
    if ('code' in each && typeof each.code === 'string') return each.code
  return undefined
}
