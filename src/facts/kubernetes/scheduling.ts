/** What the scheduler said of a pod that fits on no node. */
export interface Unschedulable {
  /** How many nodes there are; null where the text does not say. */
  readonly nodes: number | null
  readonly counts: readonly NodeCount[]
}

export interface NodeCount {
  /** 0 where the text does not count: it is the same for all. */
  readonly nodes: number
  readonly kind: MisfitKind
  readonly text: string
}

export type MisfitKind =
  | 'insufficient'
  | 'too-many-pods'
  | 'taint'
  | 'cordoned'
  | 'node-sick'
  | 'affinity'
  | 'volume'
  | 'ports'
  | 'other'

/**
 * `0/12 nodes are available: 3 Insufficient cpu, 9 node(s) had untolerated taint {a: b}. preemption: …`
 * kubernetes/kubernetes, pkg/scheduler/framework/types.go (FitError)
 */
export function readUnschedulable(message: string): Unschedulable {
  const [, total, rest = ''] = /^\s*\d+\/(\d+) nodes are available: (.*)$/s.exec(message) ?? []
  const nodes = total === undefined ? null : Number(total)
  const reasons = rest.split(/\.\s+(?:preemption:|no new claims|not found$)/i)[0] ?? ''
  const counted = [...reasons.matchAll(/(?:^|, )(\d+) (.+?)(?=, \d+ |\.?\s*$)/gs)]
  if (counted.length > 0) {
    return { nodes, counts: counted.map(([, count = '0', text = '']) => countOf(Number(count), text)) }
  }
  if (reasons.trim() !== '') return { nodes, counts: [countOf(0, reasons)] }
  return { nodes: /no nodes available/.test(message) ? 0 : nodes, counts: [] }
}

function countOf(nodes: number, text: string): NodeCount {
  return { nodes, kind: kindOf(text), text: text.trim().replace(/\.$/, '') }
}

/** The first that fits. */
const wordings: readonly (readonly [RegExp, MisfitKind])[] = [
  [
    /node\.kubernetes\.io\/(not-ready|unreachable|disk-pressure|memory-pressure|pid-pressure|network-unavailable)/,
    'node-sick',
  ],
  [/node\.kubernetes\.io\/unschedulable|were unschedulable/, 'cordoned'],
  [/Too many pods/, 'too-many-pods'],
  [/^Insufficient /, 'insufficient'],
  [/volume|persistentvolume|PersistentVolume/, 'volume'],
  [/taint/, 'taint'],
  [/affinity|topology spread|node selector|match Pod's/, 'affinity'],
  [/free ports/, 'ports'],
]

function kindOf(text: string): MisfitKind {
  return wordings.find(([pattern]) => pattern.test(text))?.[1] ?? 'other'
}
