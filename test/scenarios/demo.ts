import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { Operator } from './operator.ts'
import type { Injected, Scenario } from './scenario.ts'
import { judgeConclusions, wantedOf } from './score.ts'
import { startStage } from './stage.ts'

export interface DemoOptions {
  readonly scenario: Scenario
  /** Leave everything up until this resolves. */
  readonly keep?: Promise<void>
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

/** Brings everything up, breaks it, runs usrops on the screen, and cleans up. Returns what went wrong with the diagnosis, if anything. */
export async function demonstrate({ scenario, keep, say, signal }: DemoOptions): Promise<string | undefined> {
  say('starting PostgreSQL with a replica, PgBouncer, Redis, Kafka and a user service')
  const stage = await startStage({ dressing: 'plain', onProgress: say })
  try {
    signal.throwIfAborted()
    await stage.arrange(scenario)
    say('the service serves 25 requests a second without an error')
    say(`breaking it: ${scenario.story}`)
    const fault = await scenario.inject(stage)
    signal.throwIfAborted()
    say('the fault is in effect; asking usrops\n\n$ usrops diagnose\n')
    const facts = join(stage.bench.dir, 'demo-facts.json')
    const line = ['diagnose', '--save', facts]
    const { stdout, stderr, milliseconds } = await stage.operator.usrops(line, { colour: coloured(), show: true })
    process.stdout.write('\n')
    say(`usrops took ${(milliseconds / 1000).toFixed(1)} s`)
    if (keep) {
      say(`everything stays up until Ctrl-C; in another terminal:\n${variablesOf(stage.operator)}`)
      await keep
    }
    const wrong = await verdict(scenario, fault, stage.operator, { facts, screen: stdout + stderr })
    await fault.heal()
    return wrong
  } finally {
    say('stopping everything')
    await stage.stop()
  }
}

/** As lines for a POSIX shell. */
export function variablesOf(operator: {
  readonly file: string
  variables(): Readonly<Record<string, string>>
}): string {
  const lines = Object.entries(operator.variables()).map(([name, value]) => `export ${name}='${value}'`)
  return [...lines, `# usrops diagnose --config ${operator.file}`].join('\n')
}

function coloured(): boolean {
  return process.stdout.isTTY === true && !process.env.NO_COLOR
}

/** The same facts once more, for programs: whether the first cause is the one of the scenario, and whether the screen showed it. */
async function verdict(
  scenario: Scenario,
  { target }: Injected,
  operator: Operator,
  seen: { readonly facts: string; readonly screen: string },
): Promise<string | undefined> {
  if (!existsSync(seen.facts)) return `no diagnosis: ${seen.screen.slice(-1500)}`
  const { document } = await operator.diagnose('--from', seen.facts)
  const { right, why } = judgeConclusions(document.causes, wantedOf(scenario, target))
  const summary = document.causes[0]?.summary ?? ''
  if (right && words(stripVTControlCharacters(seen.screen)).includes(words(summary))) return undefined
  return `the cause ${scenario.cause} is not on the screen: ${why ?? `"${summary}" was expected`}`
}

/** Without the line breaks of a narrow screen. */
function words(text: string): string {
  return text.replaceAll(/\s+/g, ' ')
}
