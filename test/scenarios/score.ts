import type { CauseSeen, Diagnosis } from '../../src/core/diagnosis.ts'
import type { Target } from '../../src/core/target.ts'
import type { Injected, Scenario, WantedTarget } from './scenario.ts'

/** As much of a cause as is judged: printed or not. */
export type Concluded = Pick<CauseSeen, 'id' | 'target' | 'confidence' | 'summary'>

/** What is expected of one diagnosis. */
export interface Wanted {
  readonly causes: readonly string[]
  readonly orNone: boolean
  readonly target: WantedTarget
  /** What the summary must name. */
  readonly says: RegExp | null
}

/** What the diagnosis said, in one word for the confusion matrix, and why it is not right if it is not. */
export interface Verdict {
  readonly right: boolean
  readonly got: string
  readonly why: string | null
}

type Expectation = Pick<Scenario, 'cause' | 'orCause' | 'orNone'>

/** What a scenario expects once its fault is in effect. */
export function wantedOf(
  { cause, orCause, orNone = false }: Expectation,
  { target, says }: Pick<Injected, 'target' | 'says'>,
): Wanted {
  return { causes: [cause, ...(orCause === undefined ? [] : [orCause])], orNone, target, says: says ?? null }
}

/** Right is: the first cause has this id and this target, and no other cause is of high confidence. */
export function judgeConclusions(causes: readonly Concluded[], wanted: Wanted): Verdict {
  const [first] = causes
  if (first === undefined) {
    return { right: wanted.orNone, got: 'none', why: wanted.orNone ? null : 'no cause' }
  }
  const got = first.id
  if (!wanted.causes.includes(got)) return { right: false, got, why: `the first cause is ${got}` }
  if (!isTarget(first.target, wanted.target)) {
    return { right: false, got: `${got} (elsewhere)`, why: `its target is ${JSON.stringify(first.target)}` }
  }
  if (wanted.says && !wanted.says.test(first.summary)) {
    return { right: false, got: `${got} (elsewhere)`, why: `it does not name ${wanted.says.source}: ${first.summary}` }
  }
  const others = causes.slice(1).filter((cause) => cause.confidence === 'high')
  if (others.length > 0) return { right: false, got, why: `also at high: ${others.map(({ id }) => id).join(', ')}` }
  return { right: true, got, why: null }
}

/** Healthy is: no cause, and nothing critical. */
export function judgeHealthy({ causes, verdict }: Pick<Diagnosis, 'causes' | 'verdict'>): Verdict {
  const got = causes[0]?.id ?? 'none'
  if (causes.length > 0) return { right: false, got, why: `causes: ${causes.map(({ id }) => id).join(', ')}` }
  return verdict === 'critical' ? { right: false, got, why: 'no cause, but critical' } : { right: true, got, why: null }
}

function isTarget(found: Target, wanted: WantedTarget): boolean {
  const same = (['system', 'name', 'kind'] as const).every(
    (key) => wanted[key] === undefined || found[key] === wanted[key],
  )
  return same && Object.entries(wanted.id ?? {}).every(([key, value]) => found.id?.[key] === value)
}
