import type { CheckSeen, Diagnosis } from '../../core/diagnosis.ts'
import { nodeKey, type Target } from '../../core/target.ts'
import { counted } from './amounts.ts'

/** One reason why something could not be asked, and everything that it kept from being asked. */
export interface Unasked {
  readonly reason: string
  readonly grant: string | null
  readonly targets: readonly Target[]
  readonly checks: number
}

/** What could not be asked, one entry for each reason, the one with most checks first. */
export function unaskedIn({ target, checks }: Diagnosis): readonly Unasked[] {
  const gaps = [
    ...checks
      .filter((check) => check.answer === 'unknown')
      .map((check) => ({ ...check, ...secondLook(check), checks: 1 })),
    ...target.systems.filter((system) => !system.asked).map((system) => ({ ...system, checks: 0 })),
  ].flatMap(({ reason, ...gap }) => (reason === null ? [] : [{ ...gap, reason }]))
  return [...Map.groupBy(gaps, ({ reason, grant }) => JSON.stringify([reason, grant])).values()]
    .flatMap((group) => {
      const [first] = group
      return first === undefined ? [] : [{ ...first, targets: distinct(group), checks: sum(group) }]
    })
    .map(({ reason, grant, targets, checks }) => ({ reason, grant, targets, checks }))
    .toSorted((left, right) => right.checks - left.checks)
}

/** Whatever the counters are, one sentence says what is missing. */
function secondLook({ needsSecondLook }: CheckSeen) {
  return needsSecondLook ? { reason: 'rates need a second look', grant: '--observe 5s' } : {}
}

/** `user-db: usrops_ro lacks pg_monitor: GRANT pg_monitor TO usrops_ro - 6 checks` */
export function unaskedWords({ reason, grant, targets, checks }: Unasked): string {
  const names = targets.map((target) => target.name)
  const about = names.every((name) => reason.includes(name)) ? [] : [namesInShort(names)]
  const count = checks === 0 ? '' : ` - ${counted(checks, 'check')}`
  return [...about, reason, ...(grant === null ? [] : [grant])].join(': ') + count
}

function namesInShort(names: readonly string[]): string {
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`
}

function distinct(group: readonly { readonly target: Target }[]): readonly Target[] {
  return [...new Map(group.map(({ target }) => [nodeKey(target), target])).values()]
}

function sum(group: readonly { readonly checks: number }[]): number {
  return group.reduce((total, { checks }) => total + checks, 0)
}
