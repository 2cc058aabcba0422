import { OperatorError } from '../core/errors.ts'
import { type Mistake, mistakesOf, pathText } from './issue-lines.ts'
import { type KnownCheck, unknownThresholds } from './known-checks.ts'
import { type Config, config } from './schema/config.ts'
import { knownKeys } from './schema/known-keys.ts'
import { unknownReferences } from './unknown-names.ts'
import { YamlSource } from './yaml-source.ts'

/** Reads the text of usrops.yaml. All mistakes are said at once, each with its line, path, what was found and what is allowed. */
export function parseConfig(text: string, file: string, checks?: readonly KnownCheck[]): Config {
  const source = new YamlSource(text, file)
  const parsed = config.safeParse(source.data)
  if (!parsed.success) {
    throw refusal(
      mistakesOf(parsed.error.issues, source.data, (path) => knownKeys(config, path)),
      source,
    )
  }
  const mistakes = [...unknownReferences(parsed.data), ...(checks ? unknownThresholds(parsed.data, checks) : [])]
  if (mistakes.length > 0) throw refusal(mistakes, source)
  return parsed.data
}

function refusal(mistakes: readonly Mistake[], source: YamlSource): OperatorError {
  const sorted = mistakes.toSorted((left, right) => source.lineOf(left.path) - source.lineOf(right.path))
  const lines = sorted.map(({ path, words }) => {
    const text = pathText(path)
    return `${source.placeOf(path)} ${text === '' ? 'the file' : text} ${words}`
  })
  return new OperatorError(lines.join('\n'), {
    hint: 'usrops config schema prints everything that is allowed',
    exit: 'usage',
  })
}
