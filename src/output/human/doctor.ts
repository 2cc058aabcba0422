import type { Doctor, SystemChecked, Unanswered } from '../../core/doctor.ts'
import type { Terminal } from '../terminal.ts'
import { counted, latency } from '../words/amounts.ts'
import { layout } from './layout.ts'
import { column, type Line, prose, sections, span } from './line.ts'
import { painter } from './paint.ts'

/** A line for each system: what it is and whether it answers; below it what it did not tell, and what would help. */
export function renderDoctor(document: Doctor, { colour, columns }: Terminal): string {
  const { environment, source, systems } = document
  const title = prose(0, span(`${environment} (${source})`))
  const width = Math.max(...systems.map((system) => nameOf(system).length), 0) + 2
  const lines = sections([[title], systems.flatMap((system) => systemLines(system, width)), [summary(systems)]])
  return layout(lines, { columns, paint: painter(colour) })
}

function systemLines(system: SystemChecked, width: number): readonly Line[] {
  const { reached, unasked } = system
  const words = reached ? answerWords(system) : ['could not be asked']
  return [
    column(0, width, span(nameOf(system)), span(words.join(', '), reached ? 'plain' : 'warning')),
    ...gaps(unasked, width),
  ]
}

function answerWords({ identity, version, vantage, latencyMs }: SystemChecked): readonly string[] {
  return [
    latencyMs === null ? 'answers' : `answers in ${latency(latencyMs)}`,
    ...(version === null ? [] : [`version ${version}`]),
    ...(identity === null ? [] : [`is ${identity}`]),
    `seen from the ${vantage}`,
  ]
}

/** One line a reason, whatever number of questions it left open. */
function gaps(unasked: readonly Unanswered[], indent: number): readonly Line[] {
  const groups = Map.groupBy(unasked, ({ reason, grant }) => JSON.stringify([reason, grant]))
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const help = first.grant === null ? '' : `: ${first.grant}`
    const questions = first.question === null ? '' : ` - ${counted(group.length, 'question')}`
    return prose(indent, span(`${first.reason}${help}${questions}`))
  })
}

function summary(systems: readonly SystemChecked[]): Line {
  const away = systems.filter(({ reached }) => !reached).length
  const partly = systems.filter(({ reached, unasked }) => reached && unasked.length > 0).length
  const all = away === 0 && partly === 0
  return prose(
    0,
    span(
      all
        ? `${counted(systems.length, 'system')}: everything can be asked`
        : `${counted(systems.length, 'system')}: ${away} could not be asked, ${partly} did not tell everything`,
    ),
  )
}

function nameOf({ target, system }: SystemChecked): string {
  return `${target.name} (${system})`
}
