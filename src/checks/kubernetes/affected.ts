import type { Evidence, FindingDraft } from '../../core/finding.ts'
import type { Severity } from '../../core/severity.ts'
import { lasting, type Since } from '../../core/since.ts'
import type { Target } from '../../core/target.ts'
import type { ContainerSeen } from '../../facts/kubernetes/container-seen.ts'
import { containerPart, workloadPart } from '../../facts/kubernetes/part-of.ts'
import type { PodGroup } from '../../facts/kubernetes/pod-groups.ts'
import { isWanted } from '../../facts/kubernetes/pod-trouble.ts'
import type { Pods } from '../../facts/kubernetes/pods.ts'

/** The pods of one workload that share a trouble: one finding, however many they are. */
export interface Affected {
  readonly workload: string
  readonly groups: readonly PodGroup[]
  readonly count: number
  /** Of so many that the workload has. */
  readonly of: number
  readonly names: readonly string[]
  /** Whether any pod of the workload is ready. */
  readonly serves: boolean
  /** How long the first of them has not been ready; null where all are. */
  readonly notReadyMs: number | null
}

export interface AffectedContainer extends Affected {
  /** The one with the most restarts stands for all. */
  readonly container: ContainerSeen
}

const namesKept = 5

/** Pods in this trouble, by workload. What was told to go and what has finished is not looked at unless asked for. */
export function affectedPods(
  pods: Pods,
  hasTrouble: (group: PodGroup) => boolean,
  among: (group: PodGroup) => boolean = isWanted,
): readonly Affected[] {
  const found = pods.groups.filter((group) => among(group) && hasTrouble(group))
  return [...Map.groupBy(found, ({ workload }) => workload)].map(([workload, groups]) => summed(workload, groups, pods))
}

/** Containers in this trouble, by workload and name. */
export function affectedContainers(
  pods: Pods,
  hasTrouble: (container: ContainerSeen, group: PodGroup) => boolean,
): readonly AffectedContainer[] {
  const found = pods.groups
    .filter(isWanted)
    .flatMap((group) =>
      group.containers.filter((each) => hasTrouble(each, group)).map((container) => ({ group, container })),
    )
  return [...Map.groupBy(found, ({ group, container }) => `${group.workload} ${container.name}`).values()].map(
    (alike) => {
      const container = alike
        .map((each) => each.container)
        .reduce((left, right) => (right.restarts > left.restarts ? right : left))
      const groups = alike.map(({ group }) => group)
      return { ...summed(groups[0]?.workload ?? '', groups, pods), container }
    },
  )
}

function summed(workload: string, groups: readonly PodGroup[], { groups: all }: Pods): Affected {
  const own = all.filter((group) => group.workload === workload && isWanted(group))
  const ages = groups.flatMap(({ notReadyMs }) => notReadyMs?.max ?? [])
  return {
    workload,
    groups,
    count: sum(groups),
    of: sum(own),
    names: groups.flatMap(({ names }) => names).slice(0, namesKept),
    serves: own.some(({ isReady }) => isReady),
    notReadyMs: ages.length === 0 ? null : Math.max(...ages),
  }
}

function sum(groups: readonly PodGroup[]): number {
  return groups.reduce((total, { count }) => total + count, 0)
}

/** `3 of 5 pods of deployment/user-service`, and which container where it is not the main one. */
function subjectOf(affected: Affected | AffectedContainer): string {
  const pods = `${affected.count} of ${affected.of} pod${affected.of === 1 ? '' : 's'} of ${affected.workload}`
  if (!('container' in affected) || affected.container.isMain) return pods
  const { name, role } = affected.container
  return `${pods}, ${role === 'app' ? 'container' : role === 'init' ? 'init container' : 'sidecar'} ${name}`
}

/** Critical where nothing of the workload serves. */
function severityOf({ serves }: Affected): Severity {
  return serves ? 'warning' : 'critical'
}

/** How long it lasts, by the readiness of the pods. */
function sinceOf({ notReadyMs }: Affected, now: number): Since {
  return lasting(notReadyMs, now)
}

function evidenceOf(affected: Affected | AffectedContainer): Evidence {
  const { workload, count, of, names, groups } = affected
  const revision = groups.every((group) => group.revision === groups[0]?.revision)
    ? (groups[0]?.revision ?? null)
    : null
  const pods = { workload, pods: count, of, names, revision }
  if (!('container' in affected)) return pods
  const { name, role, isMain, image } = affected.container
  return { ...pods, container: name, role, isMain, image }
}

function targetOf(affected: Affected | AffectedContainer, service: Target): Target {
  return 'container' in affected
    ? containerPart(service, affected.workload, affected.container.name)
    : workloadPart(service, affected.workload)
}

/** A finding about pods, but for what is particular to it. */
export function draftOf(
  affected: Affected | AffectedContainer,
  { target, now }: { readonly target: Target; readonly now: number },
  says: string,
  evidence: Evidence = {},
): FindingDraft {
  return {
    severity: severityOf(affected),
    target: targetOf(affected, target),
    summary: `${subjectOf(affected)}: ${says}`,
    since: sinceOf(affected, now),
    evidence: { ...evidenceOf(affected), ...evidence },
  }
}
