import { numberIn, textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Remedy } from '../core/remedy.ts'
import type { Target } from '../core/target.ts'
import type { Topology } from '../core/topology.ts'
import type { Release, Revision } from '../facts/helm/release.ts'
import { refugeOf } from '../facts/kubernetes/history.ts'
import { byKubectl } from './kubectl.ts'
import type { WorkloadContext } from './workload-context.ts'

/** Going back to the template before, by the hand of whom the workload belongs to: what anybody else changes, it would take back, or stumble over. */
export function rollBackWorkload(context: WorkloadContext, topology: Topology): Remedy {
  const { service, state } = context
  const { manager, workload } = state
  const own = topology.handles(service).rollback
  const toDo = `go back to the release before`
  if (own !== undefined) return { kind: 'command', command: own, mutates: true, risk: 'outage', summary: toDo }
  switch (manager.by) {
    case 'helm':
      return byHelm(context, topology)
    case 'argocd':
      return inGit(`take the last change of the Argo CD application ${manager.name ?? ''} back in Git and sync it`)
    case 'flux':
      return inGit(`take the last change of ${manager.name ?? 'the application'} back in Git; Flux applies it`)
    case 'operator':
      return inGit(`take the last change of ${manager.name ?? 'its owner'} back: its operator writes ${workload} anew`)
    case 'nobody':
      return byRevision(context, topology)
  }
}

function inGit(summary: string): Remedy {
  return { kind: 'manual', risk: 'outage', summary: `${summary}; what is changed by hand would be undone` }
}

/** Always by number: without one Helm goes to the revision before, which may have failed, too. */
function byHelm({ service, state, history, release }: WorkloadContext, topology: Topology): Remedy {
  const name = state.manager.name ?? release?.name ?? ''
  const good = release && revisionBefore(release, history?.rolledOutMs ?? 0)
  if (good === undefined) {
    return {
      kind: 'manual',
      risk: 'outage',
      summary: `look in helm history ${name} for the last revision that was good, and go back to it by its number (helm rollback ${name} NUMBER); kubectl would only be overruled by the next upgrade`,
    }
  }
  const words = ['rollback', name, String(good.revision), '--wait', '--timeout', '5m']
  const summary = `go back to revision ${good.revision} of the Helm release ${name}${good.contents === null ? '' : ` (${good.contents.chart})`}, the last good one`
  const { helm } = topology.handles(service)
  if (helm === undefined) return { kind: 'manual', risk: 'outage', summary: `${summary}: helm ${words.join(' ')}` }
  return { kind: 'command', command: [...helm, ...words], mutates: true, risk: 'outage', summary }
}

/** Helm writes its record before it changes anything, and the pods follow within this time, in milliseconds. */
const leadMs = 120_000

/** The newest revision that came out well before the pods changed. */
export function revisionBefore({ revisions }: Release, rolledOutMs: number): Revision | undefined {
  const [latest, ...others] = revisions
  const isOld = ({ ageMs }: Revision) => ageMs > rolledOutMs + leadMs
  // The last upgrade may be older than the trouble: then something else changed the pods, and applying it anew takes that back.
  const candidates = latest !== undefined && isOld(latest) && latest.status === 'deployed' ? revisions : others
  return candidates.find(isGood)
}

/** `superseded` alone does not say that a revision was good: failed ones are called so, too. */
function isGood({ status, contents }: Revision): boolean {
  if (status === 'deployed') return true
  return status === 'superseded' && (contents === null || /\bcomplete\b|^Rollback to \d+$/i.test(contents.description))
}

function byRevision({ service, state, history }: WorkloadContext, topology: Topology): Remedy {
  const { workload, kind } = state
  const refuge = history === undefined ? undefined : refugeOf(history)
  if (kind === 'Rollout') {
    const summary = `go back to the revision before (kubectl argo rollouts undo ${state.name})`
    return { kind: 'manual', risk: 'outage', summary }
  }
  if (refuge === undefined) {
    const summary = `no other revision of ${workload} is kept: put the former template back from where it was applied`
    return { kind: 'manual', risk: 'outage', summary }
  }
  const { revision, proof } = refuge
  const known = {
    available: 'its pods still serve',
    served: 'it served before',
    none: 'nobody knows whether it was good',
  }
  const words = ['rollout', 'undo', workload, `--to-revision=${revision}`]
  return byKubectl(service, topology, words, {
    // Where its pods are there already, only those that fail are replaced.
    risk: proof === 'available' ? 'low' : 'outage',
    summary: `go back to revision ${revision} (${known[proof]})`,
  })
}

/** Starting the pods of a workload anew, one after the other as its strategy says. */
export function restartWorkload({ service, state }: WorkloadContext, topology: Topology, summary: string): Remedy {
  return byKubectl(service, topology, ['rollout', 'restart', state.workload], { risk: 'low', summary })
}

/** Whether what is changed by hand stays. */
export function isOwnMaster({ state }: WorkloadContext): boolean {
  return state.manager.by === 'nobody'
}

/** As many pods as it had; one where nobody knows, which is enough for an autoscaler to go on. */
export function scaleBack(finding: Finding, service: Target, topology: Topology): Remedy {
  const workload = textIn(finding, 'workload') ?? ''
  const from = numberIn(finding, 'from')
  const summary = `start ${from ?? 'its'} pods of ${workload} again; first ask who stopped them, and why`
  return byKubectl(service, topology, ['scale', workload, `--replicas=${from ?? 1}`], { risk: 'low', summary })
}
