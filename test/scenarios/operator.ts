import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import type { Diagnosis } from '../../src/core/diagnosis.ts'
import { type OperatorGround, operatorFile } from './operator-file.ts'

const program = fileURLToPath(new URL('../../bin/usrops.ts', import.meta.url))

/** What one run of the program left. */
export interface ProgramRun {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  readonly milliseconds: number
}

/** The person on call: a folder with usrops.yaml, variables, a PATH, and the real program. */
export class Operator {
  readonly folder: string
  readonly #tools: string
  readonly #ground: () => OperatorGround
  #changes: Partial<OperatorGround> = {}
  #runs = 0

  constructor(dir: string, tools: string, ground: () => OperatorGround) {
    this.folder = join(dir, 'operator')
    mkdirSync(this.folder)
    this.#tools = tools
    this.#ground = ground
  }

  /** What the operator knows or believes otherwise; an empty object takes it back. */
  believe(changes: Partial<OperatorGround>): void {
    this.#changes = changes
  }

  /** Forgets earlier looks, so that the next run is a first one. */
  forget(): void {
    this.#runs += 1
  }

  get file(): string {
    return join(this.folder, 'usrops.yaml')
  }

  /** Writes usrops.yaml as things are now and returns the variables it needs. */
  variables(): Readonly<Record<string, string>> {
    const { yaml, env } = operatorFile({ ...this.#ground(), ...this.#changes })
    writeFileSync(this.file, yaml)
    return env
  }

  /** Runs `usrops WORDS…`. */
  async usrops(words: readonly string[], options: { colour?: boolean; show?: boolean } = {}): Promise<ProgramRun> {
    const since = performance.now()
    const { exitCode, stdout, stderr } = await execa(process.execPath, [program, ...words], {
      cwd: this.folder,
      env: { ...this.#surroundings(), ...(options.colour ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }) },
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
      timeout: 60_000,
      ...(options.show && { stdout: ['inherit', 'pipe'], stderr: ['inherit', 'pipe'] }),
    })
    return { exitCode: exitCode ?? -1, stdout, stderr, milliseconds: performance.now() - since }
  }

  /** `usrops diagnose -o json`; fails with what the program said where it printed no diagnosis. */
  async diagnose(...words: readonly string[]): Promise<{ document: Diagnosis; run: ProgramRun }> {
    const run = await this.usrops(['diagnose', '-o', 'json', '--verbose', ...words])
    const document: unknown = parse(run.stdout)
    if (isDiagnosis(document)) return { document, run }
    throw new Error(
      `usrops ended with ${run.exitCode} and no diagnosis:\n${run.stdout.slice(0, 2000)}${run.stderr.slice(-2000)}`,
    )
  }

  /** Runs a printed remedy as a person would paste it. */
  async shell(line: string): Promise<ProgramRun> {
    const since = performance.now()
    const { exitCode, stdout, stderr } = await execa('/bin/sh', ['-c', line], {
      cwd: this.folder,
      env: this.#surroundings(),
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
      timeout: 60_000,
    })
    return { exitCode: exitCode ?? -1, stdout, stderr, milliseconds: performance.now() - since }
  }

  #surroundings(): Record<string, string> {
    return {
      ...this.variables(),
      PATH: `${this.#tools}:${process.env.PATH ?? ''}`,
      HOME: this.folder,
      TZ: 'UTC',
      XDG_STATE_HOME: join(this.folder, `state-${this.#runs}`),
      XDG_CACHE_HOME: join(this.folder, 'cache'),
    }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isDiagnosis(document: unknown): document is Diagnosis {
  return typeof document === 'object' && document !== null && 'kind' in document && document.kind === 'Diagnosis'
}
