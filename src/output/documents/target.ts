import * as z from 'zod'
import type { Target } from '../../core/target.ts'
import { publishes, type Same } from './contract.ts'

export const target = z
  .object({
    system: z.string().describe('postgres, redis, kafka, http, logs, kubernetes, …'),
    cluster: z.string().exactOptional(),
    namespace: z.string().exactOptional(),
    kind: z.string().describe('What part of the system: database, session, topic, service, …'),
    name: z.string().describe('The name of the system in the configuration or the cluster'),
    id: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .exactOptional()
      .describe('What identifies the part, for example pid and start of a session'),
  })
  .meta({ id: 'Target', description: 'What something is about' })

publishes<Same<z.infer<typeof target>, Target>>()
