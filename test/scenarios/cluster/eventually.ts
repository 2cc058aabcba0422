import { until } from '../../bench/machine/until.ts'

/** As until, with the patience that a cluster needs on a machine that is busy with other suites. */
export function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  return until(what, holds, 120_000)
}
