import { z } from 'zod'
import { identity, name } from './names.ts'
import { service } from './service.ts'
import { way } from './way.ts'

const checks = z
  .record(z.string(), z.record(z.string(), z.number()))
  .describe('Thresholds by check: { postgres.idle-in-transaction: { warningSeconds: 60 } }')

const environment = z.strictObject({
  protected: z.boolean().optional().describe('Changes need a confirmation by name'),
  via: way.optional(),
  identities: z.record(z.string(), identity).optional().describe('Pinned identities by the name of the system'),
  services: z.record(name, service),
  checks: checks.optional(),
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
