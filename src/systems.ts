import type { LogSettings } from './clients/logs/settings.ts'
import type { OnCluster, ScopedConnection } from './config/scoped-connection.ts'
import type { Connection, Instance } from './core/connection.ts'
import type { Budget, FactsDefinition } from './core/facts.ts'

/**
 * What usrops knows of the systems in scope: which facts each has, and how it is opened.
 * Facts, clients and drivers are loaded only for the systems that are there.
 */
export async function instancesOf(connections: readonly ScopedConnection[]): Promise<readonly Instance[]> {
  return Promise.all(
    connections.map(async (connection) => ({
      system: connection.system,
      target: connection.target,
      facts: await factsOf(connection.system),
      ...(connection.pinnedIdentity !== undefined && { pinnedIdentity: connection.pinnedIdentity }),
      ...(connection.notDialled !== undefined && { notDialled: connection.notDialled }),
      open: (budget: Budget) => open(connection, budget),
    })),
  )
}

async function factsOf(system: ScopedConnection['system']): Promise<readonly FactsDefinition[]> {
  switch (system) {
    case 'postgres':
      return (await import('./facts/postgres/index.ts')).postgresFacts
    case 'pgbouncer':
      return (await import('./facts/pgbouncer/index.ts')).pgbouncerFacts
    case 'redis':
      return (await import('./facts/redis/index.ts')).redisFacts
    case 'kafka':
      return (await import('./facts/kafka/index.ts')).kafkaFacts
    case 'http':
      return (await import('./facts/http/index.ts')).httpFacts
    case 'logs':
      return (await import('./facts/logs/index.ts')).logsFacts
    case 'kubernetes':
      return (await import('./facts/kubernetes/index.ts')).kubernetesFacts
    case 'cluster':
      return (await import('./facts/cluster/index.ts')).clusterFacts
    case 'helm':
      return (await import('./facts/helm/index.ts')).helmFacts
  }
}

async function open(connection: ScopedConnection, budget: Budget): Promise<Connection> {
  switch (connection.system) {
    case 'postgres':
      return (await import('./clients/postgres/open.ts')).openPostgres(await connection.settings(), budget)
    case 'pgbouncer':
      return (await import('./clients/pgbouncer/open.ts')).openPgBouncer(await connection.settings(), budget)
    case 'redis':
      return (await import('./clients/redis/open.ts')).openRedis(await connection.settings(), budget)
    case 'kafka':
      return (await import('./clients/kafka/open.ts')).openKafka(await connection.settings(), budget)
    case 'http':
      return (await import('./clients/http/open.ts')).openHttp(await connection.settings(), budget)
    case 'logs':
      return openLogs(await connection.settings(), budget)
    case 'kubernetes':
    case 'cluster':
    case 'helm':
      return (await connection.settings()).connect(budget)
  }
}

/** Of files of this machine, or of pods. */
async function openLogs(settings: LogSettings | OnCluster, budget: Budget): Promise<Connection> {
  if (!('files' in settings)) return settings.connect(budget)
  return (await import('./clients/logs/open.ts')).openLogs(settings, budget)
}
