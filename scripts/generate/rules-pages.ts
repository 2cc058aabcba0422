import { causes } from '../../src/causes/index.ts'
import { checks } from '../../src/checks/index.ts'
import type { Check } from '../../src/core/check.ts'
import { sentencesIn } from './sentences.ts'

/** docs/checks.md: every check with its sentence and the thresholds that usrops.yaml may change. */
export async function checksPage(): Promise<string> {
  const sentences = await sentencesIn('src/checks')
  const systems = [...new Set(checks.map((check) => check.system))]
  const sections = systems.map((system) => {
    const rows = checks
      .filter((check) => check.system === system)
      .map((check) => [`\`${check.id}\``, check.kind, sentenceOf(check.id, sentences), thresholdsOf(check)])
    return `## ${system}\n\n${table(['check', 'kind', 'what it says', 'thresholds'], rows)}`
  })
  return `# Checks

Made by \`npm run generate\` of the source. A check is a question over facts that were collected once. A *symptom* is what users feel, a *condition*
is wrong and may hurt them, *hygiene* can wait and never touches the verdict. Thresholds can be set in \`usrops.yaml\`.

${sections.join('\n')}`
}

/** docs/causes.md: every cause with its sentence and the checks whose findings it weighs. */
export async function causesPage(): Promise<string> {
  const sentences = await sentencesIn('src/causes')
  const rows = causes.map(({ id, weighs }) => [
    `\`${id}\``,
    sentenceOf(id, sentences),
    weighs.map((check) => `\`${check}\``).join(', '),
  ])
  return `# Causes

Made by \`npm run generate\` of the source. A cause is a conclusion over facts, findings, changes and what depends on what: what to fix first.

${table(['cause', 'what it says', 'weighs'], rows)}`
}

function sentenceOf(id: string, sentences: ReadonlyMap<string, string>): string {
  const sentence = sentences.get(id)
  if (sentence === undefined) throw new Error(`${id} has no doc comment above its export`)
  return sentence.replaceAll('|', '\\|')
}

function thresholdsOf({ params }: Check): string {
  return Object.entries(params)
    .map(([name, value]) => `\`${name}\` ${value}`)
    .join(', ')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows]
  return `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`
}
