import type { Access } from './access.ts'
import { ApiAgent } from './api-agent.ts'
import type { Credential } from './written-credential.ts'

/** The connections to one API server. A client certificate belongs to the connection: another one needs other connections. */
export class Agents {
  readonly #access: Access
  #current: { readonly certificate: string | null; readonly agent: ApiAgent } | undefined

  constructor(access: Access) {
    this.#access = access
  }

  for(credential: Credential): ApiAgent {
    const { certificate } = credential
    if (this.#current !== undefined && this.#current.certificate === certificate) return this.#current.agent
    this.close()
    const agent = new ApiAgent(this.#access, credential)
    this.#current = { certificate, agent }
    return agent
  }

  close(): void {
    this.#current?.agent.destroy()
  }
}
