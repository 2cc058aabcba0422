import { z } from 'zod'
import { pem, secret } from './reference.ts'

export const tls = z
  .strictObject({
    verify: z.enum(['full', 'ca', 'none']).optional().describe('What to verify; full by default'),
    ca: pem.optional(),
    cert: pem.optional(),
    key: secret.optional(),
    servername: z.string().min(1).optional().describe('The name to verify, where it is not the host'),
  })
  .describe('How the connection is protected')

export const tlsOrSwitch = z.union([z.boolean(), tls]).describe('true, false, or how the connection is protected')

export type TlsConfig = z.infer<typeof tls>
