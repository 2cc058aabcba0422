import { clients } from './clients.ts'
import { cluster } from './cluster.ts'
import { commands } from './commands.ts'
import { configuration } from './configuration.ts'
import { expiry } from './expiry.ts'
import { frequencies } from './frequencies.ts'
import { greeting } from './greeting.ts'
import { keys } from './keys.ts'
import { keyspace } from './keyspace.ts'
import { latency } from './latency.ts'
import { memory } from './memory.ts'
import { persistence } from './persistence.ts'
import { replication } from './replication.ts'
import { sentinel } from './sentinel.ts'
import { server } from './server.ts'
import { slowlog } from './slowlog.ts'
import { stats } from './stats.ts'

/** Everything usrops knows to ask Redis. */
export const redisFacts = [
  greeting,
  server,
  memory,
  stats,
  clients,
  persistence,
  replication,
  keyspace,
  slowlog,
  latency,
  configuration,
  cluster,
  sentinel,
  keys,
  expiry,
  frequencies,
  commands,
]
