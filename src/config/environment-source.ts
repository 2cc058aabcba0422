import { dirname } from 'node:path'
import { OperatorError } from '../core/errors.ts'
import { chooseEnvironment } from './choose-environment.ts'
import { type ClusterWishes, clusterOf, namesCluster, narrowed, type WantedCluster } from './cluster-wishes.ts'
import { type FileWishes, fileName, findFile } from './find-file.ts'
import type { KnownCheck } from './known-checks.ts'
import { kubeconfigFiles } from './kubeconfig-files.ts'
import { loadFile } from './load-file.ts'
import type { Config, EnvironmentConfig } from './schema/config.ts'
import { leadingVariables, serviceOfVariables } from './variables.ts'

export interface SourceWishes extends FileWishes {
  readonly environment?: string
  readonly services?: readonly string[]
  /** What the command line says of clusters. */
  readonly cluster?: ClusterWishes
  readonly checks?: readonly KnownCheck[]
}

/** An environment and where it was found. */
export interface EnvironmentSource {
  readonly name: string
  readonly config: EnvironmentConfig
  readonly origin: 'file' | 'variables' | 'kubeconfig'
  /** The file, the kubeconfig, or `environment variables`. */
  readonly source: string
  /** Where relative paths start. */
  readonly folder: string
  readonly checks: Config['checks']
  readonly clusters: readonly WantedCluster[]
  /** What was left out and how to get it, for a person. */
  readonly notes: readonly string[]
}

/**
 * The environment of the file; where there is none, the cluster that was named, else what the operator's own variables say, else the current
 * context of the kubeconfig. They are never mixed.
 */
export async function findEnvironment(wishes: SourceWishes): Promise<EnvironmentSource> {
  const file = findFile(wishes)
  if (file === undefined) return environmentWithoutFile(wishes)
  const config = await loadFile(file, wishes.cwd, wishes.checks)
  const { name, config: own } = chooseEnvironment(config, wishes.environment, wishes.env, file)
  const { cluster = {} } = wishes
  const { credentials = own.credentials } = cluster
  return {
    ...{ name, origin: 'file', source: file, folder: dirname(file), checks: config.checks, notes: [] },
    config: { ...own, ...(credentials && { credentials }) },
    clusters: narrowed(own.clusters ?? [], cluster, `environment ${name} of ${file}`),
  }
}

function environmentWithoutFile(wishes: SourceWishes): EnvironmentSource {
  const { services = [], cluster = {} } = wishes
  refuseEnvironment(wishes)
  const files = filesOf(wishes)
  const isNamed = namesCluster(cluster) || (services.length > 0 && files.length > 0)
  if (isNamed) return ofKubeconfig(wishes, files)
  refuseServices(services)
  return ofVariables(wishes, files) ?? ofKubeconfig(wishes, files)
}

/** The cluster that was named, else that of the current context; undefined where variables or nothing at all say what there is. */
export function environmentOfCluster(wishes: SourceWishes): EnvironmentSource | undefined {
  const files = filesOf(wishes)
  if (namesCluster(wishes.cluster ?? {})) return ofKubeconfig(wishes, files)
  return files.length === 0 || serviceOfVariables(wishes.env) !== undefined ? undefined : ofKubeconfig(wishes, files)
}

function filesOf(wishes: SourceWishes): readonly string[] {
  const named = wishes.cluster?.kubeconfig
  return named === undefined ? kubeconfigFiles(wishes) : [named]
}

function ofVariables(wishes: SourceWishes, kubeconfigs: readonly string[]): EnvironmentSource | undefined {
  const found = serviceOfVariables(wishes.env)
  if (found === undefined) return undefined
  const { name, service } = found
  const config: EnvironmentConfig = { services: { [name]: service } }
  const note =
    'looking at what this shell’s variables name; the kubeconfig was not looked at: add -n NAMESPACE for that'
  return {
    ...{
      name: 'default',
      config,
      origin: 'variables',
      source: 'environment variables',
      folder: wishes.cwd,
      checks: {},
    },
    ...{ clusters: [], notes: kubeconfigs.length > 0 ? [note] : [] },
  }
}

function ofKubeconfig(wishes: SourceWishes, files: readonly string[]): EnvironmentSource {
  const { cluster = {}, cwd } = wishes
  if (files.length === 0) throw nothingToLookAt(cluster)
  const { credentials } = cluster
  return {
    ...{
      name: cluster.context ?? 'default',
      origin: 'kubeconfig',
      source: files.join(', '),
      folder: cwd,
      checks: {},
      notes: [],
    },
    config: { ...(credentials && { credentials }) },
    clusters: [clusterOf(cluster)],
  }
}

function nothingToLookAt(cluster: ClusterWishes): OperatorError {
  if (namesCluster(cluster)) {
    return new OperatorError('a cluster was named, but there is no kubeconfig that says how to reach it', {
      hint: 'name one with --kubeconfig or KUBECONFIG; without them it is ~/.kube/config',
      exit: 'usage',
    })
  }
  return new OperatorError(
    `nothing to look at: there is no ${fileName} here or above, no variable names a system, and there is no kubeconfig`,
    {
      hint: `usrops init writes one; or set ${leadingVariables.join(', ')} or KUBECONFIG`,
      exit: 'usage',
    },
  )
}

/** Who names an environment or a service means that one, and not whatever this shell happens to point to. */
function refuseEnvironment({ environment, env }: SourceWishes): void {
  const named = environment ?? (env.USROPS_ENVIRONMENT || undefined)
  if (named !== undefined) throw unknownHere(`environment ${named}`)
}

function refuseServices([name]: readonly string[]): void {
  if (name !== undefined) throw unknownHere(`service ${name}`)
}

function unknownHere(what: string): OperatorError {
  return new OperatorError(`${what} was named, but there is no ${fileName} here or above that says what it is`, {
    hint: `name the file with --config, or leave the name out to look at what this shell's variables point to`,
    exit: 'usage',
  })
}
