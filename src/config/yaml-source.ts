import { type Document, isMap, isNode, isScalar, LineCounter, parseDocument } from 'yaml'
import { OperatorError } from '../core/errors.ts'

type Path = readonly PropertyKey[]

/** A YAML file as plain data that still knows in which line everything stands. */
export class YamlSource {
  readonly data: unknown
  readonly #file: string
  readonly #document: Document
  readonly #lines = new LineCounter()

  constructor(text: string, file: string) {
    this.#file = file
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false, merge: true })
    const [error] = this.#document.errors
    if (error) throw this.#unreadable(error.pos[0], words[error.code] ?? 'is not valid YAML')
    this.data = this.#plain()
  }

  /** `file:line` of what stands at a path, or of the nearest thing around it. */
  placeOf(path: Path): string {
    const line = this.lineOf(path)
    return line === 0 ? this.#file : `${this.#file}:${line}`
  }

  /** The line alone; 0 where the file is empty. */
  lineOf(path: Path): number {
    const offset = this.#offsetOf(path)
    return offset === undefined ? 0 : this.#lines.linePos(offset).line
  }

  #offsetOf(path: Path): number | undefined {
    for (let length = path.length; length >= 0; length--) {
      const keys = path.slice(0, length)
      const offset = this.#keyOffset(keys) ?? this.#valueOffset(keys)
      if (offset !== undefined) return offset
    }
    return undefined
  }

  #keyOffset(path: Path): number | undefined {
    const holder = path.length === 0 ? undefined : this.#document.getIn(path.slice(0, -1), true)
    if (!isMap(holder)) return undefined
    const pair = holder.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))
    return pair && isScalar(pair.key) ? pair.key.range?.[0] : undefined
  }

  #valueOffset(path: Path): number | undefined {
    const node = path.length === 0 ? this.#document.contents : this.#document.getIn(path, true)
    return isNode(node) ? node.range?.[0] : undefined
  }

  /** The library's own words quote the text, which may be a secret: they are never shown. */
  #plain(): unknown {
    try {
      return this.#document.toJS({ maxAliasCount: 100 })
    } catch {
      throw new OperatorError(`${this.#file} has an alias (*name) without its anchor (&name)`, { exit: 'usage' })
    }
  }

  #unreadable(offset: number, state: string): OperatorError {
    const { line } = this.#lines.linePos(offset)
    return new OperatorError(`${this.#file}:${line} ${state}`, { hint: 'usrops config validate', exit: 'usage' })
  }
}

const words: Readonly<Record<string, string>> = {
  DUPLICATE_KEY: 'has a key twice',
  TAB_AS_INDENT: 'is indented with a tab: use spaces',
  BAD_INDENT: 'is indented wrongly',
  MISSING_CHAR: 'misses a closing quote, bracket or comma',
  MULTIPLE_DOCS: 'starts a second document: write one',
  BLOCK_AS_IMPLICIT_KEY: 'has a value that begins on the line of its key: a colon in it needs quotes',
  MULTILINE_IMPLICIT_KEY: 'has a line without a colon',
  BAD_SCALAR_START: 'has a value that needs quotes',
}
