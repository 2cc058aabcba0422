/** A real system cannot be brought up on this machine; `message` names the tool and says in one sentence what to install. */
export class MissingToolchain extends Error {
  readonly tool: string

  constructor(tool: string, install: string, cause?: unknown) {
    super(`${tool} cannot be had on this machine: ${install}`, { cause })
    this.name = 'MissingToolchain'
    this.tool = tool
  }
}
