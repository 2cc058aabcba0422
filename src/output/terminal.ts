/** What the place that we write to can show. */
export interface Terminal {
  readonly colour: boolean
  /** Null where it is not a terminal: text goes on in one line then. */
  readonly columns: number | null
  readonly unicode: boolean
  /** True where a person watches, so that a line may be redrawn. */
  readonly interactive: boolean
}

/** Longer lines of prose are hard to read; tables take what there is. */
export const widestProse = 100

/** What a terminal has where it does not say. */
const usualColumns = 80

export interface TerminalStream {
  readonly isTTY?: boolean
  readonly columns?: number
}

/** `--no-color` and NO_COLOR (https://no-color.org) win over FORCE_COLOR: colour where it is not wanted is the worse mistake. */
export function terminalOf(
  stream: TerminalStream,
  env: NodeJS.ProcessEnv,
  colourWish: 'auto' | 'never',
  widest = widestProse,
): Terminal {
  const isTerminal = stream.isTTY === true
  const isDumb = env.TERM === 'dumb'
  return {
    colour: colourWish !== 'never' && wantsColour(env, isTerminal && !isDumb),
    columns: isTerminal ? Math.min(stream.columns || usualColumns, widest) : null,
    // The console of Linux has 512 glyphs and ours are not among them.
    unicode: env.TERM !== 'linux',
    interactive: isTerminal && hasSize(stream) && !isDumb && !isSet(env.CI),
  }
}

/** A terminal made by a program may have 0 columns; ora, dividing by them, would erase rows for ever. */
function hasSize({ columns }: TerminalStream): boolean {
  return columns !== undefined && columns > 0
}

function wantsColour(env: NodeJS.ProcessEnv, otherwise: boolean): boolean {
  if (isSet(env.NO_COLOR)) return false
  if (env.FORCE_COLOR === undefined) return otherwise
  return env.FORCE_COLOR !== '0' && env.FORCE_COLOR !== 'false'
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== 'false'
}
