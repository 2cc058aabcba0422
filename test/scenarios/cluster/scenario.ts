import type { HealthyVariant, Injected, Scenario } from '../scenario.ts'
import type { Changes } from './settings.ts'
import type { ClusterStage } from './stage.ts'

export type ClusterScenario = Scenario<ClusterStage>
export type ClusterVariant = HealthyVariant<ClusterStage>

/** A fault that somebody has rolled out; it is shown by `shows`. */
export async function rolledOut(
  stage: ClusterStage,
  changes: Changes,
  about: Pick<Injected, 'target' | 'says'>,
  shows: () => Promise<void>,
): Promise<Injected> {
  await stage.release.roll(changes)
  await shows()
  return { ...about, heal: () => stage.release.restore() }
}
