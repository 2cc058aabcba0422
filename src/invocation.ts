import { homedir } from 'node:os'
import { systemClock } from './clients/clock.ts'
import type { SourceWishes } from './config/environment-source.ts'
import type { Scope } from './config/scope.ts'
import type { Validation } from './config/validate.ts'
import type { Clock } from './core/clock.ts'
import type { Progress } from './output/progress.ts'
import { type Places, placesOf } from './places.ts'

/** What is the same for every command of one run. */
export interface InvocationOptions {
  /** `--config`. */
  readonly config?: string
  readonly environment?: string
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
  readonly progress: Progress
  /** Aborts when the operator interrupts. */
  readonly signal: AbortSignal
}

export interface ScopeWishes {
  readonly services: readonly string[]
  readonly systems: readonly string[]
}

/** The composition root of one run: configuration, clock, folders; connections are opened by those who need them. */
export class Invocation {
  readonly clock: Clock = systemClock
  readonly places: Places
  readonly env: NodeJS.ProcessEnv
  readonly progress: Progress
  readonly signal: AbortSignal
  readonly #options: InvocationOptions

  constructor(options: InvocationOptions) {
    this.#options = options
    this.env = options.env
    this.progress = options.progress
    this.signal = options.signal
    this.places = placesOf(options.env, homedir())
  }

  /** The environment that was named, narrowed to the services and systems that were asked for. */
  async scope({ services, systems }: ScopeWishes): Promise<Scope> {
    const { loadScope } = await import('./config/scope.ts')
    return loadScope({ ...(await this.#source()), services, systems })
  }

  /** What the configuration says, every environment of it, without connecting anywhere. */
  async validateConfiguration(): Promise<Validation> {
    const { validateConfiguration } = await import('./config/validate.ts')
    return validateConfiguration(await this.#source())
  }

  async #source(): Promise<SourceWishes> {
    const { checks } = await import('./checks/index.ts')
    const { config, environment, env, cwd } = this.#options
    return {
      ...(config !== undefined && { configPath: config }),
      ...(environment !== undefined && { environment }),
      checks,
      env,
      cwd,
      home: homedir(),
    }
  }
}
