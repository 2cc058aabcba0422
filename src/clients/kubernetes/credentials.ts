import { X509Certificate } from 'node:crypto'
import { CannotAsk } from '../../core/facts.ts'
import { textAt } from '../../core/json.ts'
import type { Access, User } from './access.ts'
import { type IssuedCredential, loginHint, runLoginProgram } from './login-program.ts'
import {
  bearer,
  type Credential,
  certificateOf,
  loginProgramOf,
  marginMs,
  writtenCredential,
} from './written-credential.ts'

interface Obtained {
  readonly credential: Credential
  /** Milliseconds since the epoch. */
  readonly until: number
}

/** A token of a file is read again after this long, as client-go does: the kubelet renews it. */
const tokenFileMs = 60_000

/** The credentials of one user of the kubeconfig, got when they are first needed and kept while they hold. */
export class Credentials {
  readonly #access: Access
  #obtained: Promise<Obtained> | undefined
  #latest: Credential | undefined

  constructor(access: Access) {
    this.#access = access
  }

  /** Rejects with CannotAsk `authentication`. The first who asks decides how long a login program may take. */
  async current(signal: AbortSignal): Promise<Credential> {
    const kept = this.#obtained
    if (kept !== undefined) {
      const { credential, until } = await kept
      if (Date.now() < until) return credential
      this.#forget(kept)
    }
    this.#obtained ??= this.#obtain(signal)
    const asked = this.#obtained
    asked.catch(() => this.#forget(asked))
    const { credential } = await asked
    this.#latest = credential
    return credential
  }

  /** After a refusal of a credential: whether another one can be had. */
  renew(refused: Credential): boolean {
    const { user } = this.#access
    if (loginProgramOf(user) === null && !textAt(user.fields, 'tokenFile')) return false
    if (this.#latest === refused) this.#obtained = undefined
    return true
  }

  /** Why the API server may have refused, and what to do about it. */
  refusal(): CannotAsk {
    const { name, user } = this.#access
    const expired = expiryOf(user)
    const state = expired === null ? '' : `: the client certificate expired on ${expired}`
    const who = user.name === '' ? 'a request without a login' : `the login of the user ${user.name}`
    return new CannotAsk('authentication', `${name} does not accept ${who}${state}`, loginHint(this.#access))
  }

  async #obtain(signal: AbortSignal): Promise<Obtained> {
    const { user } = this.#access
    const program = loginProgramOf(user)
    if (program === null) {
      const until = textAt(user.fields, 'tokenFile') ? Date.now() + tokenFileMs : Number.POSITIVE_INFINITY
      return { credential: writtenCredential(this.#access), until }
    }
    const issued = await runLoginProgram(this.#access, program, signal)
    const until = issued.expiresAt === null ? Number.POSITIVE_INFINITY : issued.expiresAt - marginMs
    return { credential: credentialOf(issued, user), until }
  }

  #forget(old: Promise<Obtained>): void {
    if (this.#obtained === old) this.#obtained = undefined
  }
}

function credentialOf(issued: IssuedCredential, user: User): Credential {
  const { certificate, key } = issued.certificate === null ? certificateOf(user) : issued
  return { authorization: issued.token === null ? null : bearer(issued.token.reveal()), certificate, key }
}

function expiryOf(user: User): string | null {
  const { certificate } = certificateOf(user)
  if (certificate === null) return null
  const { validToDate } = new X509Certificate(certificate)
  return validToDate.getTime() < Date.now() ? validToDate.toISOString().slice(0, 10) : null
}
