import { z } from 'zod'
import { placeOnCluster } from './cluster.ts'
import { kafka } from './kafka.ts'
import { name } from './names.ts'
import { postgres } from './postgres.ts'
import { redis } from './redis.ts'
import { secret, url } from './reference.ts'
import { tls } from './tls.ts'
import { way } from './way.ts'

const words = z.array(z.string().min(1)).min(1)

export const service = z.strictObject({
  ...placeOnCluster,
  url: url.optional().describe('Where the service answers'),
  via: way.optional(),
  health: z
    .strictObject({
      paths: z
        .array(z.string().regex(/^\//, { error: 'write a path: /health' }))
        .min(1)
        .optional()
        .describe('Instead of the usual ones'),
      metrics: z.string().min(1).optional().describe('Path, or a URL on another port'),
    })
    .optional(),
  tls: tls.optional(),
  authorization: secret.optional().describe('Value of the Authorization header, for health and metrics'),
  postgres: z
    .union([postgres, z.array(postgres)])
    .optional()
    .describe('A database, or a list of them'),
  redis: z.union([redis, z.array(redis)]).optional(),
  kafka: z.union([kafka, z.array(kafka)]).optional(),
  logs: z
    .strictObject({ files: z.array(z.string().min(1)).min(1).describe('Paths; the last part may hold *') })
    .optional(),
  commands: z
    .strictObject({ restart: words.optional(), rollback: words.optional() })
    .optional()
    .describe('Your own words for it, as a list; printed as remedies, never run by diagnose'),
  dependsOn: z.array(name).optional().describe('Other services of this environment that it needs'),
})

export type ServiceConfig = z.infer<typeof service>
