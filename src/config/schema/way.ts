import { z } from 'zod'
import { parseAddress } from '../address.ts'

/** How a system is reached from here. */
export type Way = 'direct' | 'port-forward' | { readonly ssh: string } | { readonly socks: string }

export const way = z
  .union([
    z.enum(['direct', 'port-forward']),
    z.strictObject({
      // A leading dash would be an option of ssh.
      ssh: z
        .string()
        .regex(/^[^-\s]\S*$/, { error: 'write a host, user@host or ssh://user@host:port' })
        .describe('Bastion, as ssh takes it'),
    }),
    z.strictObject({
      socks: z
        .string()
        .refine((text) => parseAddress(text, 1080) !== undefined, { error: 'write host:port of a SOCKS 5 proxy' })
        .describe('host:port of a SOCKS 5 proxy'),
    }),
  ])
  .describe('How to reach it from here: direct, port-forward, { ssh: bastion } or { socks: host:port }')
