import { randomBytes } from 'node:crypto'
import type { Cluster } from '../../bench/kubernetes/cluster.ts'

/** A namespace of its own for one suite; its name says whose it is. */
export async function newNamespace(cluster: Cluster, prefix: string) {
  const name = `${prefix}-${randomBytes(3).toString('hex')}`
  await cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }])
  return {
    name,
    remove: () => cluster.run('delete', 'namespace', name, '--wait=false'),
    /** kubectl, in it. */
    run: (...args: readonly string[]) => cluster.run('--namespace', name, ...args),
    /** Objects of this namespace. */
    apply: (...objects: readonly { readonly metadata: object; readonly [field: string]: unknown }[]) =>
      cluster.apply(objects.map((each) => ({ ...each, metadata: { ...each.metadata, namespace: name } }))),
  }
}

export type OwnNamespace = Awaited<ReturnType<typeof newNamespace>>
