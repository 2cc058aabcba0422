import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { ProgramUser } from './program-user.ts'
import type { Injected, Scenario } from './scenario.ts'
import { judgeConclusions, wantedOf } from './score.ts'
import type { Place, Suite } from './suite.ts'

export interface DemoOptions<Stage extends Place> {
  readonly suite: Suite<Stage>
  readonly scenario: Scenario<Stage>
  /** Leave everything up until this resolves. */
  readonly keep?: Promise<void>
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

/** Brings everything up, breaks it, runs usrops on the screen, and cleans up. Returns what went wrong with the diagnosis, if anything. */
export async function demonstrate<Stage extends Place>(options: DemoOptions<Stage>): Promise<string | undefined> {
  const { suite, scenario, keep, say, signal } = options
  say(`starting ${suite.systems}`)
  const stage = await suite.start({ dressing: 'plain', onProgress: say })
  try {
    signal.throwIfAborted()
    await stage.arrange(scenario)
    await stage.served()
    say('the service serves 25 requests a second without an error')
    say(`breaking it: ${scenario.story}`)
    const fault = await scenario.inject(stage)
    signal.throwIfAborted()
    say('the fault is in effect; asking usrops')
    const facts = join(stage.dir, 'demo-facts.json')
    const words = ['diagnose', ...stage.operator.words()]
    say(`$ usrops ${words.join(' ')}\n`)
    const line = [...words, '--save', facts]
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
export function variablesOf(operator: ProgramUser): string {
  const lines = Object.entries(operator.variables()).map(([name, value]) => `export ${name}='${value}'`)
  return [...lines, `# ${operator.fromElsewhere()}`].join('\n')
}

function coloured(): boolean {
  return process.stdout.isTTY === true && !process.env.NO_COLOR
}

/** The same facts once more, for programs: whether the first cause is the one of the scenario, and whether the screen showed it. */
async function verdict(
  scenario: Pick<Scenario, 'cause' | 'orCause' | 'orNone'>,
  fault: Injected,
  operator: ProgramUser,
  seen: { readonly facts: string; readonly screen: string },
): Promise<string | undefined> {
  if (!existsSync(seen.facts)) return `no diagnosis: ${seen.screen.slice(-1500)}`
  const { document } = await operator.diagnose('--from', seen.facts)
  const { right, why } = judgeConclusions(document.causes, wantedOf(scenario, fault))
  const summary = document.causes[0]?.summary ?? ''
  if (right && words(stripVTControlCharacters(seen.screen)).includes(words(summary))) return undefined
  return `the cause ${scenario.cause} is not on the screen: ${why ?? `"${summary}" was expected`}`
}

/** Without the line breaks of a narrow screen. */
function words(text: string): string {
  return text.replaceAll(/\s+/g, ' ')
}
