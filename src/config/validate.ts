import { findEnvironment, type SourceWishes } from './environment-source.ts'
import { findFile } from './find-file.ts'
import { loadFile } from './load-file.ts'
import { NotAskedNow } from './references.ts'
import { loadScope } from './scope.ts'
import { unusableClusters } from './unusable-clusters.ts'

export interface Validation {
  readonly version: 1
  readonly kind: 'Validation'
  readonly source: string
  readonly environments: readonly {
    readonly name: string
    readonly services: number
    readonly clusters: number
    /** References that lead nowhere from here: a variable that is not set, a context that no kubeconfig has. */
    readonly unresolved: readonly string[]
  }[]
}

/** Reads every environment and every reference to a secret; connects nowhere. Mistakes are thrown as OperatorError. */
export async function validateConfiguration(wishes: SourceWishes): Promise<Validation> {
  const file = findFile(wishes)
  const names =
    file === undefined ? [undefined] : Object.keys((await loadFile(file, wishes.cwd, wishes.checks)).environments)
  const source = file ?? (await findEnvironment(wishes)).source
  const environments = await Promise.all(names.map((name) => environmentOf(wishes, name)))
  return { version: 1, kind: 'Validation', source, environments }
}

async function environmentOf(
  wishes: SourceWishes,
  name: string | undefined,
): Promise<Validation['environments'][number]> {
  const narrowed = { ...wishes, ...(name !== undefined && { environment: name }) }
  const source = await findEnvironment(narrowed)
  const scope = await loadScope(narrowed)
  const tried = await Promise.allSettled(scope.connections.map((connection) => connection.settings()))
  const unresolved = tried.flatMap((each) =>
    each.status === 'rejected' && !(each.reason instanceof NotAskedNow)
      ? [each.reason instanceof Error ? each.reason.message : 'cannot be resolved']
      : [],
  )
  const { clusters } = source
  return {
    name: scope.environment,
    services: scope.services.length,
    clusters: clusters.length,
    unresolved: [...unresolved, ...(await unusableClusters(source, wishes))],
  }
}
