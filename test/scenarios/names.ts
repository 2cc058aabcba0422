import { randomInt } from 'node:crypto'
import { DATABASE, type Login, logins } from '../bench/postgres/roles.ts'

/** How the same system looks from outside: with the usual names, or with other names, other variables and noisy neighbours. */
export type Dressing = 'plain' | 'other'

export const dressings: readonly Dressing[] = ['plain', 'other']

/** What everything is called in one run. */
export interface Names {
  readonly service: string
  readonly authService: string
  /** Names of the systems in usrops.yaml. */
  readonly systems: { readonly [System in SystemName]: string }
  readonly database: string
  readonly app: Login
  readonly monitor: Login
  readonly tables: { readonly users: string; readonly prefix: string }
  readonly topic: string
  readonly group: string
  readonly cachePrefix: string
}

export type SystemName = 'database' | 'replica' | 'pooler' | 'redis' | 'kafka'

export function namesOf(dressing: Dressing): Names {
  return dressing === 'plain' ? usual : generated()
}

const usual: Names = {
  service: 'user-service',
  authService: 'auth-service',
  systems: {
    database: 'user-db',
    replica: 'user-db-replica',
    pooler: 'user-db-pooler',
    redis: 'user-cache',
    kafka: 'events',
  },
  database: DATABASE,
  app: logins.app,
  monitor: logins.monitor,
  tables: { users: 'users', prefix: '' },
  topic: 'user-events',
  group: 'user-service',
  cachePrefix: 'user-service:',
}

const subjects = ['accounts', 'members', 'people', 'customers', 'patients', 'tenants']
const products = ['falcon', 'juniper', 'atlas', 'marble', 'cobalt', 'willow']

/** Nothing in it says what it is. */
function generated(): Names {
  const subject = pick(subjects)
  const product = pick(products)
  const suffix = randomInt(100, 999)
  return {
    service: `${product}-${subject}-api`,
    authService: `${product}-identity`,
    systems: {
      database: `${product}-pg-${suffix}`,
      replica: `${product}-pg-${suffix}-ro`,
      pooler: `${product}-bouncer`,
      redis: `${product}-kv`,
      kafka: `${product}-bus`,
    },
    database: `${product}_${subject}`,
    app: { user: `${product}_rw`, password: `bench-other-app-${suffix}` },
    monitor: { user: `${product}_observer`, password: `bench-other-monitor-${suffix}` },
    tables: { users: `${product}_${subject}`, prefix: `${product}_` },
    topic: `${product}.${subject}.v2`,
    group: `${product}-${subject}-audit`,
    cachePrefix: `${product}:`,
  }
}

function pick(words: readonly string[]): string {
  return words[randomInt(words.length)] ?? ''
}
