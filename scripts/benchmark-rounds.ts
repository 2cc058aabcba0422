import { spawnSync } from 'node:child_process'

/** One command line whose time is taken. */
export interface Contestant {
  readonly name: string
  readonly command: readonly string[]
  /** How many times the first contestant it may take. */
  readonly goal?: number
  /** How many times the first contestant it is to take at least. */
  readonly atLeast?: number
}

/** Milliseconds from start to end of each run, in the order of the rounds. */
export interface Measured extends Contestant {
  readonly milliseconds: readonly number[]
}

/**
 * Takes the time of every contestant once a round, so that what else the machine does hits all of them alike; each round begins with another one.
 * The first round warms the caches and is not counted.
 */
export function measure(
  contestants: readonly Contestant[],
  rounds: number,
  options: { readonly env: NodeJS.ProcessEnv; readonly cwd: string },
): readonly Measured[] {
  const times = contestants.map((): number[] => [])
  for (let round = 0; round <= rounds; round += 1) {
    for (let turn = 0; turn < contestants.length; turn += 1) {
      const place = (round + turn) % contestants.length
      const contestant = contestants[place]
      const took = contestant === undefined ? 0 : runOnce(contestant, options)
      if (round > 0) times[place]?.push(took)
    }
  }
  return contestants.map((contestant, place) => ({ ...contestant, milliseconds: times[place] ?? [] }))
}

function runOnce(
  { name, command: [program = '', ...words] }: Contestant,
  options: { readonly env: NodeJS.ProcessEnv; readonly cwd: string },
): number {
  const since = performance.now()
  const { status, stderr } = spawnSync(program, words, {
    ...options,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const took = performance.now() - since
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`)
  return took
}
