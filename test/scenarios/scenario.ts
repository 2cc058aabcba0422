import type { Dressing } from './names.ts'
import type { Stage } from './stage.ts'

/** The parts of a target that must be met; what is left out may be anything. */
export interface WantedTarget {
  readonly system: string
  readonly name?: string
  readonly kind?: string
  readonly id?: Readonly<Record<string, string | number>>
}

/** A fault that is in effect. */
export interface Injected {
  /** What the diagnosis must point at. */
  readonly target: WantedTarget
  /** What its summary must name, where the target does not say it. */
  readonly says?: RegExp
  /** Changes by the remedy that belong to its target, as lines of the snapshot. */
  readonly mayChange?: RegExp
  /** Takes the fault back, whatever a remedy has done to it meanwhile. */
  heal(): Promise<void>
}

/** Thresholds as usrops.yaml overrides them, by check. */
export type Thresholds = Readonly<Record<string, Readonly<Record<string, number>>>>

/** What has to be arranged on the stage before. */
export interface Arrangement {
  /** How the service reaches its database; by default as the dressing has it. */
  readonly through?: Through | undefined
  /** For what takes hours in life. */
  readonly thresholds?: Thresholds | undefined
}

/** A real fault in the real systems of a stage, and what `usrops diagnose` has to make of it. */
export interface Scenario<Place = Stage> extends Arrangement {
  readonly name: string
  /** One sentence for people who watch. */
  readonly story: string
  /** The id of the cause. */
  readonly cause: string
  /** Another id that is right, too. */
  readonly orCause?: string
  /** True where no cause is right, too: the fault may not hurt anybody. */
  readonly orNone?: boolean
  /** Who is expected to end it: the first remedy that is printed, or a person (then the scenario does it). */
  readonly remedy: 'command' | 'manual'
  /** Where it makes sense; in each by default. */
  readonly dressings?: readonly Dressing[]
  /** Changes by the remedy that belong to its target, as lines of the snapshot. */
  readonly mayChange?: RegExp
  /** Brings the fault about and waits until the systems themselves show it. */
  inject(stage: Place): Promise<Injected>
}

export type Through = 'pooler' | 'direct'

/** A situation without a fault: the diagnosis has no cause and is not critical. */
export interface HealthyVariant<Place = Stage> extends Arrangement {
  readonly name: string
  readonly story: string
  readonly dressings?: readonly Dressing[]
  /** Makes the situation; what it returns takes it back. */
  prepare(stage: Place): Promise<() => Promise<void>>
}
