import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { systemClock } from './clients/clock.ts'
import type { ClusterWishes } from './config/cluster-wishes.ts'
import type { Discover } from './config/discovered.ts'
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
  /** `--context`, `-n`, `-A`, `--kubeconfig`, `--credentials`. */
  readonly cluster?: ClusterWishes
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
  readonly #open: { close(): void }[] = []

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
    const scope = await loadScope({ ...(await this.#source()), services, systems, discover: this.#discover })
    for (const note of scope.notes) this.progress.note(note)
    return scope
  }

  /** The text of a first configuration, from what is found here. */
  async firstConfiguration(): Promise<string> {
    const { firstConfiguration } = await import('./config/initialise.ts')
    const wishes = await this.#source()
    return firstConfiguration(wishes, async (source) => {
      const { contextsIn } = await import('./config/scope.ts')
      return this.#discover({ source, wanted: [], contextOf: contextsIn(source, wishes) })
    })
  }

  /** Leaves no connection to a cluster behind. */
  close(): void {
    for (const each of this.#open.splice(0)) each.close()
  }

  /** What the configuration says, every environment of it, without connecting anywhere. */
  async validateConfiguration(): Promise<Validation> {
    const { validateConfiguration } = await import('./config/validate.ts')
    return validateConfiguration(await this.#source())
  }

  readonly #discover: Discover = async (request) => {
    const { discoverIn } = await import('./discovery/discover.ts')
    this.progress.say('looking for services')
    const { env, signal } = this
    return discoverIn({ env, signal, home: homedir(), onOpen: (cluster) => this.#open.push(cluster) })(request)
  }

  async #source(): Promise<SourceWishes> {
    const { checks } = await import('./checks/index.ts')
    const { config, environment, env, cwd, cluster } = this.#options
    return {
      ...(cluster !== undefined && { cluster: fromHere(cluster, cwd) }),
      ...(config !== undefined && { configPath: config }),
      ...(environment !== undefined && { environment }),
      checks,
      env,
      cwd,
      home: homedir(),
    }
  }
}

/** A path of the command line starts in the folder it was typed in. */
function fromHere(cluster: ClusterWishes, cwd: string): ClusterWishes {
  const { kubeconfig } = cluster
  return kubeconfig === undefined ? cluster : { ...cluster, kubeconfig: resolve(cwd, kubeconfig) }
}
