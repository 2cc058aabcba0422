import { listAt, numberAt, textAt, valueAt } from '../../core/json.ts'
import type { Workload } from '../kubernetes/objects/workload.ts'
import type { Payload } from './objects/payload.ts'

/** Where a live workload is not what its release says. */
export interface Drift {
  /** `deployment/user-service`. */
  readonly workload: string
  readonly field: 'image' | 'replicas'
  /** Of an image. */
  readonly container: string | null
  readonly manifest: string
  readonly live: string
}

/** Images and replicas of the workloads of a manifest against the live ones; nothing else, for defaults and other writers fill in much of the rest. */
export async function driftOf(
  { objects }: Payload,
  live: readonly Workload[],
  scaled: ReadonlySet<string>,
): Promise<readonly Drift[]> {
  const { parse } = await import('yaml')
  return objects.flatMap(({ kind, name, workload }) => {
    const now = live.find((each) => each.kind === kind && each.name === name)
    if (workload === null || now === undefined) return []
    const written: unknown = parsed(workload, parse)
    return [...imageDrift(written, now), ...(scaled.has(now.uid) ? [] : replicaDrift(written, now))]
  })
}

function parsed(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}

function imageDrift(written: unknown, now: Workload): readonly Drift[] {
  const spec = valueAt(written, 'spec', 'template', 'spec')
  return [...listAt(spec, 'initContainers'), ...listAt(spec, 'containers')].flatMap((container) => {
    const name = textAt(container, 'name')
    const manifest = textAt(container, 'image')
    const live = now.template.containers.find((each) => each.name === name)?.image
    if (manifest === null || live === undefined || live === manifest) return []
    return [{ workload: wordOf(now), field: 'image' as const, container: name, manifest, live }]
  })
}

/** Without a number in the manifest nobody said how many. */
function replicaDrift(written: unknown, now: Workload): readonly Drift[] {
  const manifest = numberAt(written, 'spec', 'replicas')
  if (manifest === null || now.kind === 'DaemonSet' || manifest === now.wanted) return []
  const counts = { manifest: String(manifest), live: String(now.wanted) }
  return [{ workload: wordOf(now), field: 'replicas', container: null, ...counts }]
}

function wordOf({ kind, name }: Workload): string {
  return `${kind.toLowerCase()}/${name}`
}
