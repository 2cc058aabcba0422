import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type OperatorGround, operatorFile } from './operator-file.ts'
import { ProgramUser } from './program-user.ts'

/** The person on call, with a usrops.yaml. */
export class Operator extends ProgramUser {
  readonly #ground: () => OperatorGround
  #changes: Partial<OperatorGround> = {}

  constructor(dir: string, tools: string, ground: () => OperatorGround) {
    super(dir, tools)
    this.#ground = ground
  }

  /** What the operator knows or believes otherwise; an empty object takes it back. */
  believe(changes: Partial<OperatorGround>): void {
    this.#changes = changes
  }

  get file(): string {
    return join(this.folder, 'usrops.yaml')
  }

  override fromElsewhere(): string {
    return `usrops diagnose --config ${this.file}`
  }

  /** Writes usrops.yaml as things are now and returns the variables it needs. */
  override variables(): Readonly<Record<string, string>> {
    const { yaml, env } = operatorFile({ ...this.#ground(), ...this.#changes })
    writeFileSync(this.file, yaml)
    return env
  }
}
