import { checks } from './checks/index.ts'
import type { RoleWishes } from './clients/kubernetes/roles.ts'
import { collectLook } from './core/collect.ts'
import type { Instance } from './core/connection.ts'
import type { Doctor, SystemChecked, Unanswered } from './core/doctor.ts'
import type { ExitName } from './core/exit-codes.ts'
import { type Budget, observedValue, type Unasked } from './core/facts.ts'
import type { InstanceFacts } from './core/look.ts'
import { targetKey } from './core/target.ts'
import { version } from './facts/cluster/version.ts'
import type { Invocation } from './invocation.ts'
import { instancesOf } from './systems.ts'
import { tool } from './version.ts'

/** Connects to everything in scope, asks every cheap question once, and says what could not be asked and what would help. Changes nothing. */
export async function doctor(
  invocation: Invocation,
  services: readonly string[],
): Promise<{ document: Doctor; exit: ExitName }> {
  const scope = await invocation.scope({ services, systems: [] })
  const instances = await instancesOf(scope.connections)
  invocation.progress.say(`asking ${instances.length} systems of ${scope.environment}`)
  const { timed, latencyOf } = withLatency(instances)
  const look = await collectLook(timed, { clock: invocation.clock, signal: invocation.signal, deep: false })
  const systems = look.instances.map((instance) => checked(instance, latencyOf(instance)))
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

/** The manifest that makes usrops's roles on a cluster. */
export async function clusterRoles(wishes: RoleWishes): Promise<string> {
  return (await import('./clients/kubernetes/roles.ts')).rolesOf(wishes)
}

/** What the system refused, and what checks could not tell from the part that it showed. */
function checked(instance: InstanceFacts, latencyMs: number | null): SystemChecked {
  const { target, system, vantage, identity, unconnected, observations } = instance
  const entries = Object.entries(observations)
  const refused = entries.flatMap(([question, observation]) =>
    'unasked' in observation ? [unanswered(question, observation.unasked)] : [],
  )
  const closed = unconnected ? [unanswered(null, unconnected)] : []
  const reached = entries.some(([, observation]) => 'value' in observation && observation.value !== null)
  const unasked = [...closed, ...refused, ...(unconnected ? [] : untold(instance, refused))]
  const server = observedValue(version, observations[version.id])?.server ?? null
  return { target, system, reached, vantage, identity, version: server, latencyMs, unasked }
}

/** The same instances, each of which leaves behind what one exchange with it took. */
function withLatency(instances: readonly Instance[]) {
  const taken = new Map<string, number>()
  const keyOf = ({ system, target }: Pick<Instance, 'system' | 'target'>) => `${system} ${targetKey(target)}`
  const timed = instances.map((instance) => ({
    ...instance,
    open: async (budget: Budget) => {
      const connection = await instance.open(budget)
      taken.set(keyOf(instance), connection.roundTripMs)
      return connection
    },
  }))
  return { timed, latencyOf: (of: InstanceFacts) => taken.get(keyOf(of)) ?? null }
}

function untold(instance: InstanceFacts, refused: readonly Unanswered[]): readonly Unanswered[] {
  const known = new Set(refused.map(({ reason }) => reason))
  return checks
    .filter((check) => check.system === instance.system)
    .map((check) => check.ask(instance, undefined, {}))
    .filter(({ answer, wantsSecondLook }) => answer === 'unknown' && !wantsSecondLook)
    .flatMap(({ check, reason, grant }) =>
      reason === null || known.has(reason) ? [] : [{ question: check, reason, grant }],
    )
}

function unanswered(question: string | null, { reason, grant }: Unasked): Unanswered {
  return { question, reason, grant: grant ?? null }
}
