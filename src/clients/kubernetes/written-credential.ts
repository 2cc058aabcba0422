import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CannotAsk } from '../../core/facts.ts'
import { isRecord, type JsonRecord, listAt, parseJson, textAt, valueAt } from '../../core/json.ts'
import { Secret } from '../../core/secret.ts'
import { type Access, pemOf, type User } from './access.ts'
import { loginHint } from './login-program.ts'

/** What a request carries to say who asks. */
export interface Credential {
  readonly authorization: Secret | null
  readonly certificate: string | null
  readonly key: Secret | null
}

/** A credential is renewed a little before it ends, so that it holds for the request. */
export const marginMs = 10_000

/** What the kubeconfig itself holds or refers to, in kubectl's order. */
export function writtenCredential(access: Access): Credential {
  const { user } = access
  return { authorization: tokenOf(user) ?? basicOf(user) ?? oidcOf(access), ...certificateOf(user) }
}

/** Null where the user has no login program, or a token that goes before it. */
export function loginProgramOf({ fields }: User): JsonRecord | null {
  const exec = valueAt(fields, 'exec')
  return isRecord(exec) && !textAt(fields, 'token') && !textAt(fields, 'tokenFile') ? exec : null
}

/** A file goes before a token that stands in the kubeconfig, as with kubectl. */
function tokenOf({ fields, folder }: User): Secret | null {
  const file = textAt(fields, 'tokenFile')
  const written = textAt(fields, 'token')
  if (!file) return written ? bearer(written) : null
  try {
    return bearer(readFileSync(resolve(folder, file), 'utf8').trim())
  } catch (cause) {
    if (written) return bearer(written)
    const reason = `the token file ${file} of the kubeconfig cannot be read`
    throw new CannotAsk('authentication', reason, 'correct tokenFile in the kubeconfig', { cause })
  }
}

function basicOf({ fields }: User): Secret | null {
  const name = textAt(fields, 'username')
  if (!name) return null
  const pair = `${name}:${textAt(fields, 'password') ?? ''}`
  return new Secret(`Basic ${Buffer.from(pair).toString('base64')}`)
}

/**
 * The provider `oidc` that is part of kubectl. An expired token is not renewed here: most providers take the old refresh token back when they give a
 * new one, and only kubectl writes that one down. The other providers have left kubectl with version 1.26.
 */
function oidcOf(access: Access): Secret | null {
  const provider = textAt(access.user.fields, 'auth-provider', 'name')
  if (provider === null) return null
  const who = `the user ${access.user.name} of the kubeconfig`
  if (provider !== 'oidc') {
    const reason = `${who} logs in by the auth-provider ${provider}, which kubectl no longer has either`
    throw new CannotAsk('unsupported', reason, 'use the login program of the cloud (exec in the kubeconfig)')
  }
  const token = textAt(access.user.fields, 'auth-provider', 'config', 'id-token')
  if (token !== null && !isExpired(token)) return bearer(token)
  const state = token === null ? 'has no token yet' : 'has a token that expired'
  throw new CannotAsk('authentication', `${who} ${state}`, loginHint(access))
}

function isExpired(token: string): boolean {
  const claims = parseJson(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
  const expiry = valueAt(claims, 'exp')
  return typeof expiry === 'number' && expiry * 1000 < Date.now() + marginMs
}

export function certificateOf(user: User): Pick<Credential, 'certificate' | 'key'> {
  const key = pemOf(user, 'client-key')
  return { certificate: pemOf(user, 'client-certificate'), key: key === null ? null : new Secret(key) }
}

export function bearer(token: string): Secret {
  return new Secret(`Bearer ${token}`)
}

/** The headers by which the operator takes on another user, where the kubeconfig says so. */
export function impersonationOf({ fields }: User): Readonly<Record<string, string | string[]>> {
  const user = textAt(fields, 'as')
  if (!user) return {}
  const texts = (list: string) => listAt(fields, list).filter((each) => typeof each === 'string')
  const uid = textAt(fields, 'as-uid')
  const groups = texts('as-groups')
  const extra = valueAt(fields, 'as-user-extra')
  const extras = Object.keys(isRecord(extra) ? extra : {}).map((key) => [
    `Impersonate-Extra-${encodeURIComponent(key)}`,
    listAt(extra, key).filter((each) => typeof each === 'string'),
  ])
  return {
    'Impersonate-User': user,
    ...(uid && { 'Impersonate-Uid': uid }),
    ...(groups.length > 0 && { 'Impersonate-Group': groups }),
    ...Object.fromEntries(extras),
  }
}
