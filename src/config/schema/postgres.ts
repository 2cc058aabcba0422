import { z } from 'zod'
import { exactlyOne } from './exactly-one.ts'
import { host, identity, name, port } from './names.ts'
import { pem, secret, url } from './reference.ts'
import { way } from './way.ts'

const sslModes = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const

const place = {
  url: url.optional(),
  host: host.optional(),
  port: port.optional(),
  database: z.string().min(1).optional(),
  user: z.string().min(1).optional(),
  password: secret.optional(),
  sslmode: z.enum(sslModes).optional().describe('As libpq'),
  ca: pem.optional(),
  cert: pem.optional(),
  key: secret.optional(),
  via: way.optional(),
  identity: identity.optional(),
}

const adminUrl = url
  .optional()
  .describe('With more rights; used in printed remedies and by commands that change something')

const replica = exactlyOne(z.strictObject({ name: name.optional(), ...place, adminUrl }), ['url', 'host'])

const pooler = z
  .strictObject({
    name: name.optional(),
    adminUrl: url.optional().describe('The console: database pgbouncer, a user of stats_users'),
    password: secret.optional().describe('Of the console'),
    via: way.optional(),
  })
  .describe('PgBouncer between the service and the database')

/** One Postgres database, possibly behind a pooler, and its replicas. */
export const postgres = exactlyOne(
  z.strictObject({
    name: name.optional(),
    ...place,
    directUrl: url.optional().describe('Past the pooler; usrops asks the database there'),
    adminUrl,
    pooler: pooler.optional(),
    replicas: z.array(replica).optional(),
  }),
  ['url', 'host'],
)

export type PostgresConfig = z.infer<typeof postgres>
export type ReplicaConfig = z.infer<typeof replica>
export type PoolerConfig = z.infer<typeof pooler>
