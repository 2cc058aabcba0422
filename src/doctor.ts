import { collectLook } from './core/collect.ts'
import type { ExitName } from './core/exit-codes.ts'
import type { InstanceFacts } from './core/look.ts'
import type { Target } from './core/target.ts'
import type { Invocation } from './invocation.ts'
import { instancesOf } from './systems.ts'
import { tool } from './version.ts'

/** The document of `usrops doctor -o json`. */
export interface Doctor {
  readonly version: 1
  readonly kind: 'Doctor'
  readonly tool: string
  readonly environment: string
  readonly source: string
  readonly systems: readonly SystemChecked[]
}

/** One system: whether it could be asked, and every question it did not answer. */
export interface SystemChecked {
  readonly target: Target
  readonly system: string
  readonly reached: boolean
  readonly vantage: string
  readonly identity: string | null
  readonly unasked: readonly { readonly facts: string | null; readonly reason: string; readonly grant: string | null }[]
}

/** Connects to everything in scope, asks every cheap question once, and says what could not be asked and what would help. Changes nothing. */
export async function doctor(
  invocation: Invocation,
  services: readonly string[],
): Promise<{ document: Doctor; exit: ExitName }> {
  const scope = await invocation.scope({ services, systems: [] })
  const instances = await instancesOf(scope.connections)
  invocation.progress.say(`asking ${instances.length} systems of ${scope.environment}`)
  const look = await collectLook(instances, { clock: invocation.clock, signal: invocation.signal, deep: false })
  const systems = look.instances.map(checked)
  const document = {
    version: 1,
    kind: 'Doctor',
    tool,
    environment: scope.environment,
    source: scope.source,
    systems,
  } as const
  return { document, exit: systems.every((system) => system.reached) ? 'ok' : 'couldNotLook' }
}

/** The statements or commands that make a user who may do exactly what usrops asks, and nothing more. */
export async function leastPrivilege(system: 'postgres' | 'redis' | 'kafka'): Promise<string> {
  switch (system) {
    case 'postgres':
      return (await import('./clients/postgres/roles.ts')).postgresRole
    case 'redis':
      return (await import('./clients/redis/roles.ts')).redisUser
    case 'kafka':
      return (await import('./clients/kafka/roles.ts')).kafkaAcls
  }
}

function checked({ target, system, vantage, identity, unconnected, observations }: InstanceFacts): SystemChecked {
  const entries = Object.entries(observations)
  const refused = entries.flatMap(([facts, observation]) =>
    'unasked' in observation
      ? [{ facts, reason: observation.unasked.reason, grant: observation.unasked.grant ?? null }]
      : [],
  )
  const closed = unconnected ? [{ facts: null, reason: unconnected.reason, grant: unconnected.grant ?? null }] : []
  const reached = entries.some(([, observation]) => 'value' in observation && observation.value !== null)
  return { target, system, reached, vantage, identity, unasked: [...closed, ...refused] }
}
