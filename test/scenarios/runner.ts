import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Diagnosis, RemedySeen } from '../../src/core/diagnosis.ts'
import type { Progress } from '../bench/machine/progress.ts'
import { contractBreaches } from './contract.ts'
import type { Dressing } from './names.ts'
import { HEALTHY, type Outcome, type RemedyOutcome } from './outcome.ts'
import type { Arrangement, HealthyVariant, Injected, Scenario } from './scenario.ts'
import { judgeConclusions, judgeHealthy, type Verdict, wantedOf } from './score.ts'
import { difference } from './snapshot.ts'
import type { Place, Suite } from './suite.ts'

export interface RunnerOptions<Stage extends Place> {
  readonly suite: Suite<Stage>
  readonly dressing: Dressing
  readonly onProgress: Progress
  /** Where the facts of each diagnosis are kept. */
  readonly factsFolder: string
  readonly signal: AbortSignal
  /** Begins with each stage; what it returns is called before the stage ends. */
  readonly beside?: (stage: Stage) => Promise<() => Promise<void>>
}

/** How long a remedy may take to show. */
const CLEAN_WITHIN_MS = 60_000

/** Runs scenarios one after another on one stage, which is replaced when a scenario leaves it broken. */
export class Runner<Stage extends Place> {
  readonly #options: RunnerOptions<Stage>
  #stage: Stage | undefined
  #companions: (() => Promise<void>)[] = []

  constructor(options: RunnerOptions<Stage>) {
    this.#options = options
    mkdirSync(options.factsFolder, { recursive: true })
  }

  async fault(scenario: Scenario<Stage>): Promise<Outcome> {
    const { name, cause } = scenario
    return await this.#timed(name, cause, scenario, async ({ stage, calm }, timing) => {
      const fault = onlyOnce(await timing('inject', () => scenario.inject(stage)))
      try {
        const { document, facts } = await timing('diagnose', () => this.#diagnose(stage, name))
        const wanted = wantedOf(scenario, fault)
        const judged = judgeConclusions(document.causes, wanted)
        const verdict = withBreaches(judged, document)
        const remedy = await this.#remedy(scenario, { stage, fault, calm }, verdict, document)
        return { wanted, verdict, document, facts, remedy }
      } finally {
        await fault.heal()
      }
    })
  }

  async healthy(variant: HealthyVariant<Stage>): Promise<Outcome> {
    return await this.#timed(variant.name, HEALTHY, variant, async ({ stage }, timing) => {
      const back = await timing('inject', () => variant.prepare(stage))
      try {
        const { document, facts } = await timing('diagnose', () => this.#diagnose(stage, variant.name))
        const verdict = withBreaches(judgeHealthy(document), document)
        return { wanted: null, verdict, document, facts, remedy: null }
      } finally {
        await back()
      }
    })
  }

  /** The present stage, brought up with the first wish. */
  async stage(): Promise<Stage> {
    if (this.#stage) return this.#stage
    const { suite, dressing, onProgress, beside } = this.#options
    const stage = await suite.start({ dressing, onProgress })
    this.#stage = stage
    if (dressing === 'other') this.#companions.push(await suite.makeNoise(stage))
    if (beside) this.#companions.push(await beside(stage))
    return stage
  }

  async stop(): Promise<void> {
    const [stage, companions] = [this.#stage, this.#companions]
    this.#stage = undefined
    this.#companions = []
    await Promise.allSettled(companions.map((end) => end()))
    await stage?.stop()
  }

  async #timed(
    scenario: string,
    expected: string,
    how: Arrangement,
    work: (
      on: { readonly stage: Stage; readonly calm: ReadonlySet<string> },
      timing: Timing,
    ) => Promise<Pick<Outcome, 'wanted' | 'verdict' | 'remedy' | 'document' | 'facts'>>,
  ): Promise<Outcome> {
    const { dressing, signal } = this.#options
    signal.throwIfAborted()
    const since = performance.now()
    const spent = { inject: 0, diagnose: 0 }
    const timing: Timing = async (what, run) => {
      const started = performance.now()
      const result = await run()
      spent[what] = Math.round(performance.now() - started)
      return result
    }
    const about = { scenario, dressing, expected }
    const all = () => ({ ...spent, all: Math.round(performance.now() - since) })
    try {
      const stage = await this.stage()
      await stage.arrange(how)
      await stage.served()
      stage.operator.forget()
      const calm = await this.#options.suite.snapshot(stage)
      const result = await work({ stage, calm }, timing)
      await stage.arrange({})
      await this.#options.suite.recovered(stage, calm)
      stage.rotateLogs()
      return { ...about, ...result, milliseconds: all() }
    } catch (error) {
      await this.stop()
      signal.throwIfAborted()
      const why = `could not be run: ${error instanceof Error ? error.message : String(error)}`
      const verdict = { right: false, got: 'not run', why }
      return { ...about, wanted: null, verdict, remedy: null, document: null, facts: null, milliseconds: all() }
    }
  }

  async #diagnose(stage: Stage, name: string): Promise<{ document: Diagnosis; facts: string }> {
    const facts = join(this.#options.factsFolder, `${name}.${stage.dressing}.json`)
    const { document } = await stage.operator.diagnose('--save', facts)
    return { document, facts }
  }

  /** Carries out the first printed remedy as it is printed. What only a person can do, the scenario does. */
  async #remedy(
    scenario: Scenario<Stage>,
    broken: Broken<Stage>,
    verdict: Verdict,
    { causes }: Diagnosis,
  ): Promise<RemedyOutcome | null> {
    if (!verdict.right || causes.length === 0) return null
    const printed = causes[0]?.remedies[0]
    if (printed?.shell && printed.mutates) return await this.#carryOut(scenario, broken, printed)
    if (scenario.remedy === 'command') {
      return {
        kind: 'wrong',
        shell: printed?.shell ?? null,
        why: `no command that ends it: ${printed?.summary ?? 'none'}`,
      }
    }
    await broken.fault.heal()
    const why = await untilClean(broken.stage)
    return { kind: 'by-hand', cleanAfterwards: why === null, why }
  }

  async #carryOut(scenario: Scenario<Stage>, broken: Broken<Stage>, { shell }: RemedySeen): Promise<RemedyOutcome> {
    const { stage, fault, calm } = broken
    const { snapshot } = this.#options.suite
    const line = shell ?? ''
    const before = await snapshot(stage)
    const { exitCode, stderr } = await stage.operator.shell(line)
    if (exitCode !== 0) return { kind: 'wrong', shell, why: `ended with ${exitCode}: ${stderr.slice(-500)}` }
    const unclean = await untilClean(stage)
    if (unclean !== null) return { kind: 'wrong', shell, why: unclean }
    const isTargets = (change: string) => [scenario, fault].some(({ mayChange }) => mayChange?.test(change.slice(2)))
    const changed = difference(before, await snapshot(stage)).filter(
      (change) => !isTargets(change) && !isBack(change, calm),
    )
    if (changed.length > 0) return { kind: 'wrong', shell, why: `changed elsewhere: ${changed.join('; ')}` }
    return { kind: 'right', shell: line }
  }
}

/** A stage with a fault on it, and the lines of its snapshot from before. */
interface Broken<Stage> {
  readonly stage: Stage
  readonly fault: Injected
  readonly calm: ReadonlySet<string>
}

/** What the fault had changed, and is as it was. */
function isBack(change: string, calm: ReadonlySet<string>): boolean {
  const line = change.slice(2)
  return change.startsWith('+') ? calm.has(line) : !calm.has(line)
}

/** Healed by the runner before its last look, a fault is not healed again at the end. */
function onlyOnce(fault: Injected): Injected {
  let healing: Promise<void> | undefined
  return {
    ...fault,
    heal() {
      healing ??= fault.heal()
      return healing
    },
  }
}

type Timing = <Result>(what: 'inject' | 'diagnose', run: () => Promise<Result>) => Promise<Result>

/** Null when the diagnosis has no cause and is not critical any more, else what it still says. */
async function untilClean({ operator }: Place): Promise<string | null> {
  const deadline = performance.now() + CLEAN_WITHIN_MS
  for (;;) {
    const { document } = await operator.diagnose()
    const { right, why } = judgeHealthy(document)
    if (right) return null
    if (performance.now() > deadline) {
      const findings = document.findings.map(({ check, summary }) => `${check}: ${summary}`)
      return `not clean after ${CLEAN_WITHIN_MS / 1000} s: ${why}; ${findings.join('; ')}`
    }
    await sleep(500)
  }
}

function withBreaches(verdict: Verdict, document: Diagnosis): Verdict {
  const breaches = contractBreaches(document)
  if (breaches === null) return verdict
  return { right: false, got: verdict.got, why: `the document breaks its schema: ${breaches}` }
}
