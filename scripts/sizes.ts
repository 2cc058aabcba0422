import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Prints the size figures of the house style: lines of files, share of comments, tests to source. */
export function printSizes(): void {
  const source = ['bin', 'commands', 'src'].flatMap(read)
  const tests = read('test').filter(({ path }) => path.endsWith('.test.ts'))
  const lengths = source.map(({ lines }) => lines.length).toSorted((left, right) => left - right)
  const total = (files: readonly SourceFile[]) => files.reduce((sum, { lines }) => sum + lines.length, 0)
  const comments = source.reduce(
    (sum, { lines }) => sum + lines.filter((line) => /^\s*(\/\/|\/\*|\*)/.test(line)).length,
    0,
  )
  const figures = [
    `${source.length} source files, ${total(source)} lines`,
    `file median ${quantile(lengths, 0.5)}, p90 ${quantile(lengths, 0.9)}, longest ${lengths.at(-1)}`,
    `comments ${((100 * comments) / total(source)).toFixed(1)} %`,
    `tests to source ${(total(tests) / total(source)).toFixed(2)}`,
  ]
  process.stdout.write(`sizes: ${figures.join('; ')}\n`)
}

interface SourceFile {
  readonly path: string
  readonly lines: readonly string[]
}

function read(folder: string): readonly SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => ({
      path: join(folder, name),
      lines: readFileSync(join(folder, name), 'utf8').trimEnd().split('\n'),
    }))
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
