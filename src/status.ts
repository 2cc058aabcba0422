import type { Diagnosis } from './core/diagnosis.ts'
import { baselineAge } from './core/examine.ts'
import type { ExitName } from './core/exit-codes.ts'
import { judge } from './core/judge.ts'
import type { Listing, NotAsked } from './core/listing.ts'
import type { Look } from './core/look.ts'
import { reportOf } from './core/report.ts'
import { judgementOf } from './core/service-state.ts'
import { exitOf } from './diagnose.ts'
import { examination, type Ground, groundOf } from './examination.ts'
import type { SavedFacts } from './facts-file.ts'
import type { Invocation } from './invocation.ts'
import { overviewOf } from './overview.ts'
import { rules } from './rules.ts'
import { tool } from './version.ts'
import { statusTable } from './views/scope/status.ts'

export interface StatusOptions {
  readonly services: readonly string[]
  /** Look a second time after so many milliseconds, so that rates are of now. */
  readonly intervalMs?: number
  readonly limit?: number
  readonly sort?: string
  /** Hand back the whole diagnosis, for a monitor. */
  readonly asDiagnosis?: boolean
}

export interface Status {
  readonly document: Listing | Diagnosis
  readonly exit: ExitName
}

/** One line for each service, by the judgement of a diagnosis. Changes nothing. */
export async function status(invocation: Invocation, options: StatusOptions): Promise<Status> {
  const ground = await groundOf(invocation, { services: options.services, systems: [] })
  return lookOnce(ground, await ground.baseline.read(), invocation, options)
}

/** The same again and again, until the operator interrupts; each look is compared with one that is old enough for rates. */
export async function* watchStatus(
  invocation: Invocation,
  options: StatusOptions,
  everyMs: number,
): AsyncGenerator<Status> {
  const { clock, signal } = invocation
  const ground = await groundOf(invocation, { services: options.services, systems: [] })
  const first = await ground.baseline.read()
  let looks: readonly Look[] = first === undefined ? [] : [first]
  while (!signal.aborted) {
    const startedAt = clock.now()
    const earlier = looks.findLast(({ at }) => startedAt - at >= baselineAge.from)
    const saved = await examination(ground, rules, { secondLook: 'never', earlier, startedAt }, invocation)
    if (signal.aborted) return
    looks = [...looks.filter(({ at }) => at >= (earlier?.at ?? 0)), saved.facts.look]
    yield statusOf(saved, options)
    await clock.sleep(Math.max(0, everyMs - (clock.now() - startedAt)), signal).catch(() => undefined)
  }
}

async function lookOnce(
  ground: Ground,
  earlier: Look | undefined,
  invocation: Invocation,
  options: StatusOptions,
): Promise<Status> {
  const startedAt = invocation.clock.now()
  const secondLook = options.intervalMs ?? 'never'
  const saved = await examination(ground, rules, { secondLook, earlier, startedAt }, invocation)
  await ground.baseline.write(saved)
  return statusOf(saved, options)
}

function statusOf(saved: SavedFacts, { asDiagnosis, ...options }: StatusOptions): Status {
  const document = reportOf(saved.facts, judge(saved.facts, rules), rules, { tool, ...saved })
  if (asDiagnosis) return { document, exit: exitOf(document, 'critical') }
  const { looks, environment } = saved
  const { look, before } = saved.facts
  const table = statusTable(saved.facts, document)
  const notAsked = unaskedSystems(document)
  const intervalMs = looks === 'one' || before === undefined ? null : look.at - before.at
  return {
    document: overviewOf(look, { ...options, view: 'scope.status', environment, intervalMs, table, notAsked }),
    exit: isHurt(document) ? 'findings' : exitOf(document, 'never'),
  }
}

function isHurt(document: Diagnosis): boolean {
  return document.services.some((service) => judgementOf(service, document) === 'hurt')
}

function unaskedSystems({ target: { systems } }: Diagnosis): readonly NotAsked[] {
  return systems.flatMap(({ target, asked, reason, grant }) =>
    asked || reason === null ? [] : [{ target, reason, grant }],
  )
}
