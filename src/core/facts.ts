/** From where a fact was seen: the machine usrops runs on, inside a pod, or the cluster's own API. */
export type Vantage = 'operator' | 'pod' | 'cluster'

/** Why something could not be asked. `hung`: it accepted the connection and never answered. */
export type UnaskedKind =
  | 'unreachable'
  | 'hung'
  | 'authentication'
  | 'forbidden'
  | 'wrong-identity'
  | 'unsupported'
  | 'failed'
  | 'full'

/** What a collection may take: stop when `signal` aborts, `milliseconds` is what is left when it starts. */
export interface Budget {
  readonly signal: AbortSignal
  readonly milliseconds: number
}

/**
 * One aspect of one system, collected once a run and read by every check.
 * Values are plain JSON, free of secrets and personal data, and hold ages in milliseconds measured by the server rather than its time stamps, so that clocks need not agree.
 */
export interface FactsDefinition<Value = unknown, Client = unknown> {
  readonly id: string
  readonly system: string
  /** `heavy` facts are collected only when asked for. */
  readonly cost: 'cheap' | 'heavy'
  collect(client: Client, budget: Budget): Promise<Value>
  /** Names the process whose counters these are; counters of two looks may be subtracted only when it is the same. */
  epoch?(value: Value): string
}

export type ValueOf<Definition> = Definition extends FactsDefinition<infer Value, infer _Client> ? Value : never

/** What came of collecting: the value, or why there is none. `at` is the operator's clock in milliseconds since the epoch. */
export type Observation =
  | { readonly at: number; readonly value: unknown }
  | { readonly at: number; readonly unasked: Unasked }

export interface Unasked {
  readonly kind: UnaskedKind
  /** One sentence for the operator, masked. */
  readonly reason: string
  /** The right, setting or way that would make it possible. */
  readonly grant?: string
}

/** Thrown by clients and collections when a question cannot be asked; becomes `unknown`, never a failure of the run. */
export class CannotAsk extends Error {
  readonly unasked: Unasked

  constructor(kind: UnaskedKind, reason: string, grant?: string, options?: ErrorOptions) {
    super(reason, options)
    this.name = 'CannotAsk'
    this.unasked = grant === undefined ? { kind, reason } : { kind, reason, grant }
  }
}

export function defineFacts<Value, Client>(definition: FactsDefinition<Value, Client>): FactsDefinition<Value, Client> {
  return definition
}

/** The value of an observation as its definition typed it. The only place where the type of a stored value is taken on trust: it was made by the definition of that id. */
export function observedValue<Value, Client>(
  _definition: FactsDefinition<Value, Client>,
  observation: Observation | undefined,
): Value | undefined {
  return observation !== undefined && 'value' in observation ? (observation.value as Value) : undefined
}
