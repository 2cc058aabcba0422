import type { Mistake } from './issue-lines.ts'
import { suggestion } from './nearest-name.ts'
import type { Config } from './schema/config.ts'

/** A check whose thresholds may be overridden. */
export interface KnownCheck {
  readonly id: string
  readonly params: Readonly<Record<string, number>>
}

type Thresholds = Config['checks']

/** Overrides of checks and thresholds that do not exist: they would be silently of no effect. */
export function unknownThresholds(config: Config, checks: readonly KnownCheck[]): Mistake[] {
  const environments = Object.entries(config.environments).flatMap(([name, environment]) =>
    unknownIn(environment.checks, ['environments', name, 'checks'], checks),
  )
  return [...unknownIn(config.checks, ['checks'], checks), ...environments]
}

function unknownIn(thresholds: Thresholds, path: readonly string[], checks: readonly KnownCheck[]): Mistake[] {
  return Object.entries(thresholds ?? {}).flatMap(([id, params]) => {
    const check = checks.find((known) => known.id === id)
    if (check === undefined) {
      const ids = checks.map((known) => known.id)
      return [{ path: [...path, id], words: `is not a known check, ${suggestion(id, ids)}` }]
    }
    const names = Object.keys(check.params)
    return Object.keys(params)
      .filter((name) => !names.includes(name))
      .map((name) => ({ path: [...path, id, name], words: `is not a threshold of it, ${suggestion(name, names)}` }))
  })
}
