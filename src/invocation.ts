import { homedir } from 'node:os'
import { systemClock } from './clients/clock.ts'
import type { Scope } from './config/scope.ts'
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
    const { checks } = await import('./checks/index.ts')
    const { config, environment, env, cwd } = this.#options
    return loadScope({
      ...(config !== undefined && { configPath: config }),
      ...(environment !== undefined && { environment }),
      services: [...services],
      systems: [...systems],
      checks,
      env,
      cwd,
      home: homedir(),
    })
  }
}
