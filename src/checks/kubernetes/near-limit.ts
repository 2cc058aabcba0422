import type { CheckContext, Params } from '../../core/check.ts'
import type { FindingDraft } from '../../core/finding.ts'
import type { Reads } from '../../core/reading.ts'
import { unknownSince } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { type ContainerUsage, shareOf, type Usage } from '../../facts/kubernetes/usage.ts'

interface NearLimit {
  readonly resource: 'cpu' | 'memory'
  readonly share: number
  readonly words: (most: ContainerUsage, share: number) => string
}

/** Containers that use nearly all they may of a resource: one finding for each container of a workload. */
export function nearLimit(
  { measured }: Usage,
  { target }: CheckContext<Reads, Params>,
  { resource, share: threshold, words }: NearLimit,
): readonly FindingDraft[] {
  const near = (measured?.containers ?? []).filter((each) => (shareOf(each, resource) ?? 0) >= threshold)
  return [...Map.groupBy(near, ({ workload, container }) => `${workload} ${container}`).values()].flatMap((group) => {
    const [most] = group.toSorted((left, right) => (shareOf(right, resource) ?? 0) - (shareOf(left, resource) ?? 0))
    if (most === undefined) return []
    const share = shareOf(most, resource) ?? 0
    const many = group.length === 1 ? most.pod : `${group.length} pods`
    return [
      {
        severity: 'warning' as const,
        target: part(target, 'container', { workload: most.workload ?? '', container: most.container }),
        summary: `${most.container} of ${many} ${words(most, share)}`,
        since: unknownSince,
        evidence: {
          workload: most.workload,
          container: most.container,
          isMain: most.isMain,
          pods: group.length,
          of: measured?.pods ?? 0,
          limit: most.limits[resource],
          used: most.used[resource],
          share,
          names: group.map(({ pod }) => pod).slice(0, 5),
        },
      },
    ]
  })
}
