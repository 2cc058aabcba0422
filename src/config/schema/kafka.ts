import { z } from 'zod'
import { parseAddress } from '../address.ts'
import { parseFileReference } from '../reference.ts'
import { identity, name } from './names.ts'
import { secret } from './reference.ts'
import { tlsOrSwitch } from './tls.ts'
import { way } from './way.ts'

const saslMechanisms = ['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512'] as const

const broker = z.string().refine((text) => parseAddress(text, 9092) !== undefined, { error: 'write host:port' })

const brokerReference = z
  .string()
  .refine((text) => parseFileReference(text) !== undefined, { error: 'write a list of host:port, or env:NAME' })

export const kafka = z.strictObject({
  name: name.optional(),
  brokers: z.union([z.array(broker).min(1), brokerReference]).describe('A list of host:port, or where it is: env:NAME'),
  sasl: z.strictObject({ mechanism: z.enum(saslMechanisms), username: z.string().min(1), password: secret }).optional(),
  tls: tlsOrSwitch.optional(),
  groups: z.array(z.string().min(1)).min(1).optional().describe('Consumer groups of the service; all without it'),
  topics: z.array(z.string().min(1)).min(1).optional(),
  via: way.optional(),
  identity: identity.optional(),
})

export type KafkaConfig = z.infer<typeof kafka>
