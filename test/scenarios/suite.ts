import type { Progress } from '../bench/machine/progress.ts'
import type { Dressing } from './names.ts'
import type { ProgramUser } from './program-user.ts'
import type { Arrangement, HealthyVariant, Scenario } from './scenario.ts'

/** As much of a stage as those need who run scenarios on it. */
export interface Place {
  readonly dressing: Dressing
  readonly operator: ProgramUser
  /** Where usrops may leave files. */
  readonly dir: string
  /** Brings about what a scenario asks for, or what is usual. */
  arrange(how: Arrangement): Promise<void>
  /** Waits until the usual load is answered without an error. */
  served(): Promise<void>
  rotateLogs(): void
  stop(): Promise<void>
}

export interface PlaceOptions {
  readonly dressing: Dressing
  readonly onProgress: Progress
}

/** Scenarios of one kind of stage, and what is particular about it. */
export interface Suite<Stage extends Place> {
  readonly name: string
  /** What it consists of, for people who watch it start. */
  readonly systems: string
  readonly scenarios: readonly Scenario<Stage>[]
  readonly healthyVariants: readonly HealthyVariant<Stage>[]
  start(options: PlaceOptions): Promise<Stage>
  /** What goes on beside the service on any weekday, in the other dressing. What is returned ends it. */
  makeNoise(stage: Stage): Promise<() => Promise<void>>
  /** Waits until the systems themselves say that nothing is left of a fault: usrops is not asked. `calm` is the snapshot from before. */
  recovered(stage: Stage, calm: ReadonlySet<string>): Promise<void>
  /** All objects as lines `system kind name content`; what changes by itself under load is not among them. */
  snapshot(stage: Stage): Promise<ReadonlySet<string>>
}

/** What of a list is for a dressing. */
export function inDressing<Each extends { readonly dressings?: readonly Dressing[] }>(
  all: readonly Each[],
  dressing: Dressing,
): readonly Each[] {
  return all.filter(({ dressings }) => dressings?.includes(dressing) ?? true)
}
