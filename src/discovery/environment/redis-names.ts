import { fieldNames, type Naming } from './blocks.ts'
import { systemOfWord } from './systems.ts'

export type RedisField =
  | 'url'
  | 'host'
  | 'port'
  | 'database'
  | 'username'
  | 'password'
  | 'tls'
  | 'sentinels'
  | 'sentinelPort'
  | 'master'
  | 'sentinelUsername'
  | 'sentinelPassword'
  | 'cluster'
  | 'isCluster'
  | 'isSentinel'
  | 'isEnabled'
  | 'kind'

/** How services name the settings of a Redis: Spring, Laravel, Rails, Celery, .NET, and Helm charts. */
export const redisNames: Naming<RedisField> = {
  fields: fieldNames<RedisField>({
    url: 'URL, URI, DSN, CONNECTION STRING, CONNECTION URL, CONNECTION URI, CONNECTION, LOCATION, TLS URL, CACHE URL',
    host: 'HOST, HOSTNAME, HOST NAME, HOSTS, SERVER, SERVERS, ADDR, ADDRS, ADDRESS, ADDRESSES, ENDPOINT, ENDPOINT ADDRESS, PRIMARY ENDPOINT, PRIMARY ENDPOINT ADDRESS, MASTER HOST, SERVICE, SERVICE HOST, CACHE HOST, CONFIGURATION',
    port: 'PORT, PORT NUMBER, HOST PORT, SERVICE PORT, MASTER PORT, CACHE PORT',
    database: 'DB, DATABASE, DB INDEX, DB NUMBER, DBNUM, INDEX, DATABASE INDEX, DATABASE NUMBER',
    username: 'USERNAME, USER, USER NAME, ACL USERNAME',
    password: 'PASSWORD, PASS, PASSWD, AUTH, AUTH TOKEN, HOST PASSWORD, ACCESS KEY, PRIMARY KEY, TOKEN',
    tls: 'TLS, SSL, USE TLS, USE SSL, TLS ENABLED, SSL ENABLED, ENABLE TLS, TLS ENABLE, IS TLS',
    sentinels:
      'SENTINELS, SENTINEL NODES, SENTINEL HOSTS, SENTINEL HOST, SENTINEL ADDRS, SENTINEL ADDRESSES, SENTINEL ADDRESS, SENTINEL SERVERS, SENTINEL ENDPOINTS, SENTINEL URLS',
    sentinelPort: 'SENTINEL PORT, SENTINELS PORT',
    master:
      'SENTINEL MASTER, SENTINEL MASTER NAME, MASTER NAME, SENTINEL NAME, SENTINEL MASTER SET, MASTER SET, SENTINEL SERVICE NAME, SENTINEL SERVICE, SENTINEL MASTER ID, SENTINELS MASTER, SENTINEL MASTER GROUP, SENTINEL GROUP, MASTER',
    sentinelUsername: 'SENTINEL USERNAME, SENTINEL USER',
    sentinelPassword: 'SENTINEL PASSWORD, SENTINEL AUTH PASSWORD, SENTINEL PASS',
    cluster:
      'CLUSTER NODES, CLUSTER HOSTS, CLUSTER ADDRS, CLUSTER ENDPOINT, CLUSTER ENDPOINTS, CLUSTER URL, CLUSTER URLS, CLUSTER HOST, STARTUP NODES, NODES',
    isCluster: 'CLUSTER, CLUSTER ENABLED, CLUSTER MODE, CLUSTER MODE ENABLED, USE CLUSTER, IS CLUSTER, MODE',
    isSentinel: 'SENTINEL, SENTINEL ENABLED, USE SENTINEL, SENTINEL MODE, IS SENTINEL',
    isEnabled: 'ENABLED, ENABLE, IS ENABLED',
    kind: 'TYPE, DRIVER, STORE, BACKEND, ADAPTER, ENGINE, PROVIDER',
  }),
  accepts: (prefix) => {
    const systems = prefix.flatMap((word) => systemOfWord(word) ?? [])
    return systems.includes('redis') || systems.at(-1) === 'cache'
  },
  takes: ({ system }) => system === 'redis',
  hasRoles: false,
}
