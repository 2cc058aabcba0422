import type { Clock } from './clock.ts'
import type { Connection, Instance } from './connection.ts'
import { type Budget, CannotAsk, type FactsDefinition, type Observation, type Unasked } from './facts.ts'
import type { InstanceFacts, Look } from './look.ts'
import { mask } from './mask.ts'
import type { Target } from './target.ts'

/** How long looking may take, in milliseconds. */
export interface Limits {
  readonly connectMs: number
  /** For one collection: this, or `roundTrips` round trips of its connection, whichever is longer. */
  readonly collectMs: number
  readonly roundTrips: number
  /** For everything, from the first connection on. */
  readonly afterFirstConnectionMs: number
  /** For everything, whatever happens. */
  readonly hardMs: number
}

/** Generous enough for a healthy system behind 200 ms and 1 % loss, short enough for a person who waits. */
export const defaultLimits: Limits = {
  connectMs: 15_000,
  collectMs: 5_000,
  roundTrips: 25,
  afterFirstConnectionMs: 10_000,
  hardMs: 30_000,
}

/** How long a client may take, when its time is over, to say what it saw, in milliseconds: it knows more than that no answer came. */
const lastWordsMs = 100

/** How long a connection may take to close, in milliseconds. */
const farewellMs = 500

export interface CollectOptions {
  readonly clock: Clock
  readonly deep: boolean
  readonly limits?: Limits
  /** The operator's own wish to stop. */
  readonly signal?: AbortSignal
  readonly onInstance?: (target: Target, state: 'asking' | 'done') => void
}

/** Asks every instance everything once, all instances side by side. Never fails: what could not be asked is part of the look. */
export async function collectLook(instances: readonly Instance[], options: CollectOptions): Promise<Look> {
  const limits = options.limits ?? defaultLimits
  const round = new Round(options, limits)
  try {
    const collected = await Promise.all(instances.map((instance) => collectInstance(instance, options, round)))
    return { at: options.clock.now(), instances: collected }
  } finally {
    round.end()
  }
}

/** The shared deadline of one look. */
class Round {
  readonly limits: Limits
  readonly #clock: Clock
  readonly #over = new AbortController()
  #deadline: number
  #connected = false

  constructor(options: CollectOptions, limits: Limits) {
    this.limits = limits
    this.#clock = options.clock
    this.#deadline = options.clock.now() + limits.hardMs
    this.#abortAfter(limits.hardMs)
    // The wish may have come while the configuration was being read.
    if (options.signal?.aborted) this.#over.abort()
    options.signal?.addEventListener('abort', () => this.#over.abort(), { once: true })
  }

  firstConnection(): void {
    if (this.#connected) return
    this.#connected = true
    this.#deadline = Math.min(this.#deadline, this.#clock.now() + this.limits.afterFirstConnectionMs)
    this.#abortAfter(this.limits.afterFirstConnectionMs)
  }

  /** A budget of at most so many milliseconds within what is left of the round. */
  budget(milliseconds: number): Budget {
    const left = Math.max(1, Math.ceil(Math.min(milliseconds, this.#deadline - this.#clock.now())))
    return { signal: AbortSignal.any([this.#over.signal, AbortSignal.timeout(left)]), milliseconds: left }
  }

  end(): void {
    this.#over.abort()
  }

  #abortAfter(milliseconds: number): void {
    this.#clock.sleep(milliseconds, this.#over.signal).then(
      () => this.#over.abort(),
      () => undefined,
    )
  }
}

async function collectInstance(instance: Instance, options: CollectOptions, round: Round): Promise<InstanceFacts> {
  const base = {
    system: instance.system,
    target: instance.target,
    vantage: 'operator',
    identity: null,
    observations: {},
  } as const
  if (instance.notDialled) return { ...base, unconnected: instance.notDialled }
  options.onInstance?.(instance.target, 'asking')
  const connection = await connect(instance, round, options.clock)
  if ('kind' in connection) {
    options.onInstance?.(instance.target, 'done')
    return { ...base, unconnected: connection }
  }
  round.firstConnection()
  const { vantage, identity } = connection
  const seen = { ...base, vantage, identity }
  const mismatch = wrongIdentity(instance, identity)
  const observations = mismatch ? {} : await ask(instance, connection, options, round)
  await close(connection, options.clock)
  options.onInstance?.(instance.target, 'done')
  return mismatch ? { ...seen, unconnected: mismatch } : { ...seen, observations }
}

async function connect(instance: Instance, round: Round, clock: Clock): Promise<Connection | Unasked> {
  const budget = round.budget(round.limits.connectMs)
  const opening = instance.open(budget)
  try {
    return await within(budget, opening, clock)
  } catch (error) {
    // It may still open after we gave up on it.
    opening.then((late) => late.close()).catch(() => undefined)
    return unaskedOf(error)
  }
}

/** A system that hangs must not hold the report back while it says good-bye. */
async function close(connection: Connection, clock: Clock): Promise<void> {
  const closed = new AbortController()
  const closing = connection.close().catch(() => undefined)
  await Promise.race([closing, clock.sleep(farewellMs, closed.signal).catch(() => undefined)])
  closed.abort()
}

function wrongIdentity(instance: Instance, identity: string | null): Unasked | undefined {
  const pinned = instance.pinnedIdentity
  if (pinned === undefined || identity === pinned) return undefined
  if (identity === null) {
    return {
      kind: 'wrong-identity',
      reason: `${instance.target.name} does not tell which system it is, and the configuration pins ${pinned}`,
      grant: 'give the login the right to read it, or take the pinned identity out of usrops.yaml',
    }
  }
  return {
    kind: 'wrong-identity',
    reason: `${instance.target.name} is another system than the one pinned: found ${identity}, the configuration pins ${pinned}`,
    grant: 'check the address and the way (via) of this environment, or correct the pinned identity in usrops.yaml',
  }
}

async function ask(
  instance: Instance,
  connection: Connection,
  options: CollectOptions,
  round: Round,
): Promise<Record<string, Observation>> {
  const wanted = instance.facts.filter((definition) => options.deep || definition.cost === 'cheap')
  const limit = Math.max(round.limits.collectMs, round.limits.roundTrips * connection.roundTripMs)
  const one = (definition: FactsDefinition) =>
    collectOne(definition, connection.client, round.budget(limit), options.clock)
  if (!connection.sequential)
    return Object.fromEntries(await Promise.all(wanted.map(async (each) => [each.id, await one(each)])))
  const observations: Record<string, Observation> = {}
  let hung: Unasked | undefined
  for (const definition of wanted) {
    // A sick system is asked once: after one question without an answer the others are not asked.
    const observation: Observation = hung ? { at: options.clock.now(), unasked: hung } : await one(definition)
    if ('unasked' in observation && observation.unasked.kind === 'hung') hung = observation.unasked
    observations[definition.id] = observation
  }
  return observations
}

async function collectOne(
  definition: FactsDefinition,
  client: unknown,
  budget: Budget,
  clock: Clock,
): Promise<Observation> {
  try {
    const value = await within(budget, definition.collect(client, budget), clock)
    return { at: clock.now(), value }
  } catch (error) {
    return { at: clock.now(), unasked: unaskedOf(error) }
  }
}

function within<Value>(budget: Budget, work: Promise<Value>, clock: Clock): Promise<Value> {
  const over = new AbortController()
  return new Promise((resolve, reject) => {
    const hung = () => reject(new CannotAsk('hung', `no answer within ${Math.round(budget.milliseconds / 100) / 10} s`))
    const giveUp = () => void clock.sleep(lastWordsMs, over.signal).then(hung, () => undefined)
    if (budget.signal.aborted) giveUp()
    budget.signal.addEventListener('abort', giveUp, { once: true })
    work.then(resolve, reject).finally(() => {
      over.abort()
      budget.signal.removeEventListener('abort', giveUp)
    })
  })
}

function unaskedOf(error: unknown): Unasked {
  if (error instanceof CannotAsk) return error.unasked
  return { kind: 'failed', reason: mask(error instanceof Error ? error.message : String(error)) }
}
