import { createHash } from 'node:crypto'
import { listAt, textAt } from '../../../core/json.ts'
import { agoOf } from '../../kubernetes/objects/meta.ts'

/** What is kept of the record of a revision. It holds values, which are secrets: they are never read. */
export interface Payload {
  readonly status: string
  readonly description: string
  readonly chart: { readonly name: string; readonly version: string; readonly appVersion: string | null }
  readonly deployedAgoMs: number | null
  /** `ssa` or `csa` since Helm 4: how it writes objects. */
  readonly applyMethod: string | null
  readonly hooks: readonly Hook[]
  readonly objects: readonly ManifestObject[]
}

export interface Hook {
  readonly kind: string
  readonly name: string
  readonly events: readonly string[]
  /** `Succeeded`, `Failed`, `Running`; null where it never ran. */
  readonly phase: string | null
}

/** An object of the manifest. */
export interface ManifestObject {
  readonly kind: string
  readonly name: string
  /** Of its text; null for a Secret, whose digest could be guessed from. */
  readonly digest: string | null
  /** Of what a ConfigMap or a Secret holds; in memory only, to compare revisions: what a Secret holds could be guessed from it. */
  readonly contents: string | null
  /** The YAML of a workload, in memory only: it may hold secrets. */
  readonly workload: string | null
}

export function readPayload(content: unknown, now: number): Payload {
  return {
    status: textAt(content, 'info', 'status') ?? 'unknown',
    description: textAt(content, 'info', 'description') ?? '',
    chart: {
      name: textAt(content, 'chart', 'metadata', 'name') ?? '',
      version: textAt(content, 'chart', 'metadata', 'version') ?? '',
      appVersion: textAt(content, 'chart', 'metadata', 'appVersion'),
    },
    deployedAgoMs: agoOf(textAt(content, 'info', 'last_deployed'), now),
    applyMethod: textAt(content, 'apply_method'),
    hooks: listAt(content, 'hooks').map((each) => ({
      kind: textAt(each, 'kind') ?? '',
      name: textAt(each, 'name') ?? '',
      events: listAt(each, 'events').filter((event) => typeof event === 'string'),
      phase: textAt(each, 'last_run', 'phase') || null,
    })),
    objects: objectsOf(textAt(content, 'manifest') ?? ''),
  }
}

const workloads = new Set(['Deployment', 'StatefulSet', 'DaemonSet'])

/** Helm renders top keys at the start of the line; what is not written so is not looked into. */
function objectsOf(manifest: string): readonly ManifestObject[] {
  return manifest.split(/^---.*$/m).flatMap((text) => {
    const kind = /^kind:[ \t]*["']?(\w+)/m.exec(text)?.[1]
    const name = /^metadata:[ \t]*\n(?:[ \t#].*\n|\n)*?[ ]+name:[ \t]*["']?([\w.-]+)/m.exec(text)?.[1]
    if (kind === undefined || name === undefined) return []
    const digest = kind === 'Secret' ? null : digestOf(text.trim())
    const contents = kind === 'Secret' || kind === 'ConfigMap' ? digestOf(contentsIn(text)) : null
    return [{ kind, name, digest, contents, workload: workloads.has(kind) ? text : null }]
  })
}

/** The blocks of the manifest that are contents and not marks. */
function contentsIn(text: string): string {
  return [...text.matchAll(/^(?:data|binaryData|stringData):.*\n(?:(?:[ \t#].*)?(?:\n|$))*/gm)]
    .map(([block]) => block.trim())
    .join('\n')
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}
