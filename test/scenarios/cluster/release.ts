import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import type { Cluster } from '../../bench/kubernetes/cluster.ts'
import { manifests } from './manifests.ts'
import type { ClusterNames } from './names.ts'
import { type Changes, changed, type Settings } from './settings.ts'

const chart = fileURLToPath(new URL('../../bench/user-service/chart', import.meta.url))

/** The release of the sample service, as its team rolls it out: by Helm, or by `kubectl apply`. */
export interface Release {
  /** Its folder; null where Helm has no part in it. */
  readonly chart: string | null
  /** Changes laid over the good settings are rolled out; nobody waits for the pods. Fails where Helm does. Hooks take some seconds. */
  roll(changes: Changes, options?: { readonly hooks?: boolean }): Promise<void>
  /** The good settings again; nobody waits for the pods. */
  restore(): Promise<void>
  /** Rolls out the good settings whatever there is. */
  settle(): Promise<void>
  /** To the last revision that was good, where Helm refuses everything else. */
  rollBack(): Promise<void>
}

export interface ReleaseOptions {
  readonly cluster: Cluster
  readonly names: ClusterNames
  readonly settings: Settings
  /** For files. */
  readonly dir: string
}

export function newRelease(options: ReleaseOptions): Release {
  return options.names.release === null ? plainRelease(options) : helmRelease(options, options.names.release)
}

/** A Job cannot be changed: without hooks it is left alone, with them there is a new one. */
function plainRelease({ cluster, names, settings }: ReleaseOptions): Release {
  const apply = async (wanted: Settings, hooks: boolean) => {
    const objects = manifests(names, wanted)
    if (!hooks) return await cluster.apply(objects.filter((object) => object.kind !== 'Job'))
    await cluster.run('-n', names.namespace, 'delete', 'job', names.migration, '--ignore-not-found')
    await cluster.apply(objects)
  }
  return {
    chart: null,
    roll: (changes, { hooks = false } = {}) => apply(changed(settings, changes), hooks),
    restore: () => apply(settings, false),
    settle: () => apply(settings, true),
    rollBack: () => apply(settings, false),
  }
}

function helmRelease({ cluster, names, settings, dir }: ReleaseOptions, release: string): Release {
  const file = join(dir, 'values.json')
  // What the chart knows by itself is not said again.
  const { image, config, secretName, secretVariables } = settings
  const { sidecars, volumes } = settings.web
  const values = {
    image,
    config,
    secretName,
    secretVariables,
    web: { sidecars, volumes },
    consumer: { env: settings.consumer.env },
  }
  const upgrade = async (changes: object, options: readonly string[]) => {
    writeFileSync(file, JSON.stringify(changed(values, changes)))
    await helm(cluster, ['upgrade', '--install', release, chart, '-n', names.namespace, '-f', file, ...options])
  }
  return {
    chart,
    roll: (changes, { hooks = false } = {}) => upgrade(changes, hooks ? ['--timeout', '60s'] : ['--no-hooks']),
    restore: () => upgrade({}, ['--no-hooks']),
    settle: () => upgrade({}, []),
    async rollBack() {
      const where = [release, '-n', names.namespace]
      const history: readonly Revision[] = JSON.parse(await helm(cluster, ['history', ...where, '-o', 'json']))
      const good = history.findLast(({ status }) => status === 'deployed' || status === 'superseded')
      if (good && good !== history.at(-1))
        await helm(cluster, ['rollback', release, String(good.revision), ...where.slice(1)])
    },
  }
}

interface Revision {
  readonly revision: number
  readonly status: string
}

/** Helm 3, as most have it. */
async function helm({ helm3, kubeconfig }: Cluster, words: readonly string[]): Promise<string> {
  const { stdout } = await execa(helm3, ['--kubeconfig', kubeconfig, ...words], { stdin: 'ignore' })
  return stdout
}
