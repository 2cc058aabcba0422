import type { DatabaseKind } from './database-image.ts'
import type { FoundWorkload } from './found-workload.ts'
import { helmReleaseOf, ownerOf, type ServiceOwner } from './service-owner.ts'

/** A service as it was found in one namespace: what runs and stops together. */
export interface FoundService {
  readonly namespace: string
  readonly name: string
  /** The first one is what the service is about; jobs come last. */
  readonly workloads: readonly FoundWorkload[]
  readonly owner: ServiceOwner
  readonly helmRelease: { readonly name: string; readonly namespace: string } | null
  /** Set where it is a database, cache or broker that others use. */
  readonly database: DatabaseKind | null
}

/** These workloads under one name. */
export function serviceOf(name: string, workloads: readonly FoundWorkload[]): FoundService {
  const sorted = workloads.toSorted(
    (left, right) =>
      Number(isJob(left)) - Number(isJob(right)) ||
      Number(right.ref.name === name) - Number(left.ref.name === name) ||
      compare(left.ref.name, right.ref.name),
  )
  const [first] = sorted
  return {
    namespace: first?.namespace ?? '',
    name,
    workloads: sorted,
    owner: first === undefined ? { kind: 'none' } : ownerOf(first),
    helmRelease: sorted.flatMap((each) => helmReleaseOf(each) ?? [])[0] ?? null,
    database: first?.database ?? null,
  }
}

export function isJob({ ref }: FoundWorkload): boolean {
  return ref.kind === 'Job' || ref.kind === 'CronJob'
}

function compare(left: string, right: string): number {
  return left < right ? -1 : 1
}
