import type { Look } from '../../core/look.ts'
import type { Row } from '../../core/table.ts'
import type { Target } from '../../core/target.ts'
import { health } from '../../facts/http/health.ts'
import { metrics } from '../../facts/http/metrics.ts'
import { revisions } from '../../facts/kubernetes/revisions.ts'
import { type WorkloadState, workloads } from '../../facts/kubernetes/workloads.ts'
import { instanceOf, seenOn } from './instance-of.ts'

/** Which version runs: what the service says itself, else the tag of its image; and its revision on a cluster. */
export function versionCells(service: Target, look: Look): Row {
  const http = instanceOf('http', service, look)
  const cluster = instanceOf('kubernetes', service, look)
  const main = mainOf(service, seenOn(workloads, cluster)?.workloads ?? [])
  const said = seenOn(health, http)
  const version = (said?.reached ? said.version : null) ?? seenOn(metrics, http)?.version ?? tagOf(main)
  if (cluster === undefined) return { version }
  const histories = seenOn(revisions, cluster)?.histories ?? []
  const history = histories.find(({ workload }) => workload === main?.workload)
  return { version, revision: history?.revisions[0]?.revision ?? main?.revision ?? null }
}

/** The one that bears the name of the service, else the first. */
function mainOf({ name }: Target, all: readonly WorkloadState[]): WorkloadState | undefined {
  return all.find((each) => each.name === name) ?? all[0]
}

function tagOf(workload: WorkloadState | undefined): string | null {
  const image = workload?.containers.find(({ isMain }) => isMain)?.image
  if (image === undefined) return null
  const [, name = image, digest] = /^([^@]*)(?:@sha256:([0-9a-f]{12}))?/.exec(image) ?? []
  return /:([^/:]+)$/.exec(name)?.[1] ?? digest ?? 'latest'
}
