import { z } from 'zod'
import { parseAddress } from '../address.ts'
import { exactlyOne } from './exactly-one.ts'
import { host, name, port } from './names.ts'
import { secret, url } from './reference.ts'
import { tlsOrSwitch } from './tls.ts'
import { way } from './way.ts'

const node = z
  .string()
  .refine((text) => parseAddress(text, 6379) !== undefined, { error: 'write host:port' })
  .describe('host:port')

const nodes = z.array(node).min(1)

/** One Redis: a server, the master that Sentinels name, or a Cluster. */
export const redis = exactlyOne(
  z.strictObject({
    name: name.optional(),
    url: url.optional(),
    host: host.optional(),
    port: port.optional(),
    database: z.int().min(0).optional(),
    sentinel: z
      .strictObject({
        nodes,
        master: z.string().min(1),
        username: z.string().min(1).optional().describe('Of the Sentinels themselves'),
        password: secret.optional(),
      })
      .optional(),
    cluster: z.strictObject({ nodes }).optional(),
    username: z.string().min(1).optional(),
    password: secret.optional(),
    tls: tlsOrSwitch.optional(),
    via: way.optional(),
  }),
  ['url', 'host', 'sentinel', 'cluster'],
)

export type RedisConfig = z.infer<typeof redis>
