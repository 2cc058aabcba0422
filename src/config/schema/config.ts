import { z } from 'zod'
import { cluster, credentials } from './cluster.ts'
import { identity, name } from './names.ts'
import { service } from './service.ts'
import { way } from './way.ts'

const checks = z
  .record(z.string(), z.record(z.string(), z.number()))
  .describe('Thresholds by check: { postgres.idle-in-transaction: { warningSeconds: 60 } }')

const environment = z
  .strictObject({
    protected: z.boolean().optional().describe('Changes need a confirmation by name'),
    via: way.optional(),
    clusters: z
      .array(cluster)
      .min(1)
      .refine((all) => new Set(all.map(({ name, context }) => name ?? context)).size === all.length, {
        error: 'found two of one name, needs a name for each',
      })
      .optional()
      .describe('Kubernetes clusters in which its services are found'),
    credentials: credentials.optional(),
    identities: z.record(z.string(), identity).optional().describe('Pinned identities by the name of the system'),
    services: z.record(name, service).optional().describe('Not needed where clusters are: services are found there'),
    checks: checks.optional(),
  })
  .superRefine(({ services, clusters }, context) => {
    if (services !== undefined || clusters !== undefined) return
    context.addIssue({
      code: 'custom',
      message: 'has neither services nor clusters, needs one of them',
    })
  })

/** The whole of usrops.yaml. */
export const config = z.strictObject({
  version: z.literal(1),
  defaultEnvironment: name.optional(),
  environments: z
    .record(name, environment)
    .refine((all) => Object.keys(all).length > 0, { error: 'found none, needs at least one' }),
  checks: checks.optional(),
})

export type Config = z.infer<typeof config>
export type EnvironmentConfig = z.infer<typeof environment>
