import { type Dressing, type Names, namesOf } from '../names.ts'

/** What everything is called on the cluster in one run. */
export interface ClusterNames extends Names {
  readonly namespace: string
  /** Null where no Helm release owns it. */
  readonly release: string | null
  /** Names of Deployments, a CronJob and a Job. */
  readonly web: string
  readonly consumer: string
  readonly cleanUp: string
  readonly migration: string
  /** Of containers. */
  readonly containers: { readonly web: string; readonly consumer: string }
  readonly kubeService: string
  readonly configMap: string
  readonly secret: string
  /** Of the Services behind which the systems are. */
  readonly hosts: { readonly database: string; readonly cache: string; readonly kafka: string }
  /** Another team, in the same namespace and beside it. */
  readonly neighbour: string
}

export function clusterNamesOf(dressing: Dressing): ClusterNames {
  return dressing === 'plain' ? usual() : generated()
}

function usual(): ClusterNames {
  return {
    ...namesOf('plain'),
    namespace: 'users',
    release: 'user-service',
    web: 'user-service',
    consumer: 'user-service-consumer',
    cleanUp: 'user-service-clean-up',
    migration: 'user-service-migrate',
    containers: { web: 'user-service', consumer: 'consumer' },
    kubeService: 'user-service',
    configMap: 'user-service-config',
    secret: 'user-service-credentials',
    hosts: { database: 'user-db', cache: 'user-cache', kafka: 'kafka' },
    neighbour: 'reports',
  }
}

/** Nothing in it says what it is. */
function generated(): ClusterNames {
  const names = namesOf('other')
  const [product = ''] = names.service.split('-')
  return {
    ...names,
    namespace: `team-${product}`,
    release: null,
    web: `${names.service}-http`,
    consumer: `${names.service}-events`,
    cleanUp: `${names.service}-nightly`,
    migration: `${names.service}-schema-42`,
    containers: { web: 'main', consumer: 'main' },
    kubeService: names.service,
    configMap: `${product}-env`,
    secret: `${product}-logins`,
    hosts: { database: names.systems.database, cache: names.systems.redis, kafka: names.systems.kafka },
    neighbour: 'billing-export',
  }
}
