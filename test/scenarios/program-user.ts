import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import type { Diagnosis } from '../../src/core/diagnosis.ts'

const program = fileURLToPath(new URL('../../bin/usrops.ts', import.meta.url))

/** What one run of the program left. */
export interface ProgramRun {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  readonly milliseconds: number
}

/** Somebody at a terminal: a folder, variables, a PATH, and the real program. */
export abstract class ProgramUser {
  readonly folder: string
  readonly #tools: string
  #runs = 0

  constructor(dir: string, tools: string) {
    this.folder = join(dir, 'operator')
    mkdirSync(this.folder, { recursive: true })
    this.#tools = tools
  }

  /** The variables of the terminal, which are read again for each run. */
  abstract variables(): Readonly<Record<string, string>>

  /** What has to be said besides `usrops diagnose`. */
  words(): readonly string[] {
    return []
  }

  /** The same in another folder. */
  fromElsewhere(): string {
    return `usrops diagnose ${this.words().join(' ')}`
  }

  /** Variables of the terminal in which remedies are pasted, where they are others. */
  remedyVariables(): Readonly<Record<string, string>> {
    return this.variables()
  }

  /** Forgets earlier looks, so that the next run is a first one. */
  forget(): void {
    this.#runs += 1
  }

  /** Runs `usrops WORDS…`. */
  async usrops(words: readonly string[], options: { colour?: boolean; show?: boolean } = {}): Promise<ProgramRun> {
    const since = performance.now()
    const { exitCode, stdout, stderr } = await execa(process.execPath, [program, ...words], {
      cwd: this.folder,
      env: { ...this.#surroundings(this.variables()), ...(options.colour ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }) },
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
    // What is replayed is not looked for.
    const where = words.includes('--from') ? [] : this.words()
    const run = await this.usrops(['diagnose', ...where, '-o', 'json', '--verbose', ...words])
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
      env: this.#surroundings(this.remedyVariables()),
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
      timeout: 60_000,
    })
    return { exitCode: exitCode ?? -1, stdout, stderr, milliseconds: performance.now() - since }
  }

  #surroundings(variables: Readonly<Record<string, string>>): Record<string, string> {
    return {
      ...variables,
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
