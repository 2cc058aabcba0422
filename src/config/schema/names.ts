import { z } from 'zod'

/** A name that can stand in a command as it is. */
export const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, { error: 'use letters, digits, dots, dashes and underscores' })

export const host = z.string().regex(/^[^\s@,]+$/, { error: 'write one host name, address or socket folder' })

export const port = z.int().min(1).max(65_535)

export const identity = z
  .string()
  .min(1)
  .describe('The identity usrops found once (usrops doctor); another system is never examined')
