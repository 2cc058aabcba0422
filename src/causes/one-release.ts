import type { Because, Conclusion } from '../core/cause.ts'
import { compareText } from '../core/order.ts'
import type { Remedy } from '../core/remedy.ts'
import { confidenceRank } from '../core/severity.ts'
import { nodeKey } from '../core/target.ts'
import type { WorkloadContext } from './workload-context.ts'

/** What a cause concludes of one workload, before the workloads of one service that share the cause are put together. */
export interface OfWorkload {
  readonly context: WorkloadContext
  /** What has to be the same for two workloads to share it: an image, an object; null where only a shared release counts. */
  readonly what: string | null
  readonly conclusion: Conclusion
}

/** One conclusion for each fault: about the workload that matters most, with the others named. */
export function oncePerFault(each: readonly OfWorkload[]): readonly Conclusion[] {
  const ordered = each.toSorted(
    (left, right) =>
      confidenceRank(right.conclusion.confidence) - confidenceRank(left.conclusion.confidence) ||
      byWeight(left.context, right.context),
  )
  const shared: OfWorkload[][] = []
  for (const one of ordered) {
    const same = shared.find(([first]) => first !== undefined && isSame(first, one))
    if (same === undefined) shared.push([one])
    else same.push(one)
  }
  return shared.flatMap(together)
}

function together([main, ...others]: readonly OfWorkload[]): readonly Conclusion[] {
  if (main === undefined) return []
  if (others.length === 0) return [main.conclusion]
  const all = [main, ...others].map(({ conclusion }) => conclusion)
  const names = others.map(({ context }) => context.state.workload)
  const against = [...new Set(all.flatMap(({ contradictedBy }) => contradictedBy ?? []))]
  return [
    {
      ...main.conclusion,
      summary: `${main.conclusion.summary}; the same goes for ${names.join(', ')}`,
      because: unique(all.flatMap(({ because }) => because)),
      explains: all.flatMap(({ explains }) => explains),
      ...(against.length > 0 && { contradictedBy: against }),
      remedies: remediesOf(main.conclusion, others),
    },
  ]
}

/** The one that serves callers first, then the one that is called like the service. */
function byWeight(left: WorkloadContext, right: WorkloadContext): number {
  return (
    Number(right.isServing) - Number(left.isServing) ||
    Number(isNamesake(right)) - Number(isNamesake(left)) ||
    compareText(left.state.workload, right.state.workload)
  )
}

function isNamesake({ service, state }: WorkloadContext): boolean {
  return state.name === service.name
}

function isSame(left: OfWorkload, right: OfWorkload): boolean {
  if (nodeKey(left.context.service) !== nodeKey(right.context.service)) return false
  return left.what === right.what && (left.what !== null || isOneRelease(left.context, right.context))
}

/** Workloads of one release change within this time of each other, in milliseconds. */
const togetherMs = 120_000

/** Both were rolled out by one upgrade of Helm; or the same was changed in both at about the same time. */
function isOneRelease(left: WorkloadContext, right: WorkloadContext): boolean {
  const [one, other] = [left.history?.rolledOutMs ?? null, right.history?.rolledOutMs ?? null]
  if (one === null || other === null || Math.abs(one - other) > togetherMs) return false
  const [mine, theirs] = [left.state.manager, right.state.manager]
  if (mine.by !== theirs.by || mine.name !== theirs.name) return false
  const others = new Set(right.history?.changes.map(withoutContainer))
  return mine.by === 'helm' || left.history?.changes.some((change) => others.has(withoutContainer(change))) === true
}

/** `image of consumer: a -> b` is the change `image of web: a -> b`, too. */
function withoutContainer(change: string): string {
  return change.replace(/ of [^:\s]+/, '')
}

function unique(reasons: readonly Because[]): readonly Because[] {
  return [...new Map(reasons.map((reason) => [reason.text, reason])).values()]
}

/** What the main one needs, and the commands that the others need besides: in one line where kubectl takes several workloads, else after one of the same kind. */
function remediesOf(main: Conclusion, others: readonly OfWorkload[]): readonly Remedy[] {
  const commands = others.flatMap(({ conclusion }) => conclusion.remedies.filter(isCommand))
  return commands.reduce(joined, main.remedies)
}

type Command = Extract<Remedy, { readonly kind: 'command' }>

function isCommand(remedy: Remedy): remedy is Command {
  return remedy.kind === 'command'
}

function joined(remedies: readonly Remedy[], more: Command): readonly Remedy[] {
  for (const join of [inOneLine, inTwo]) {
    const found = remedies.flatMap((each, at) => {
      const line = isCommand(each) ? join(each, more) : undefined
      return line === undefined ? [] : [{ at, line }]
    })[0]
    if (found !== undefined) return remedies.with(found.at, found.line)
  }
  const first = remedies.findIndex(({ kind }) => kind === 'manual')
  return first === -1 ? [...remedies, more] : remedies.toSpliced(first, 0, more)
}

/** Two commands that do the same to different workloads, each in its own way: to another revision. */
function inTwo(left: Command, right: Command): Command | undefined {
  const verb = (words: readonly string[]) =>
    words.filter((word) => !isWorkload(word) && !word.startsWith('-')).join('\n')
  if (!left.command.includes('rollout') || verb(left.command) !== verb(right.command)) return undefined
  return {
    ...left,
    also: [...(left.also ?? []), right.command],
    summary: `${left.summary}; ${right.command.filter(isWorkload).join(', ')}: ${right.summary}`,
  }
}

/** Two commands that are the same but for the workloads that they name. */
function inOneLine(left: Command, right: Command): Command | undefined {
  const rest = (words: readonly string[]) => words.filter((word) => !isWorkload(word)).join('\n')
  if (rest(left.command) !== rest(right.command)) return undefined
  const more = right.command.filter((word) => isWorkload(word) && !left.command.includes(word))
  const at = left.command.findLastIndex(isWorkload)
  if (more.length === 0) return left
  if (!left.command.includes('rollout')) return undefined
  return { ...left, command: left.command.toSpliced(at + 1, 0, ...more) }
}

function isWorkload(word: string): boolean {
  return /^(deployment|statefulset|daemonset)\//.test(word)
}
