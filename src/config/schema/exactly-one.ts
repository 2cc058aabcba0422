import type { z } from 'zod'

/** Of these keys an object holds one, not none and not two. */
export function exactlyOne<Schema extends z.ZodObject>(schema: Schema, keys: readonly string[]): Schema {
  return schema.superRefine((value, context) => {
    const given = keys.filter((key) => value[key] !== undefined)
    if (given.length === 1) return
    const found = given.length === 0 ? `has none of ${keys.join(', ')}` : `has ${given.join(' and ')}`
    context.addIssue({
      code: 'custom',
      message: `${found}, needs exactly one${given.length === 0 ? '' : ` of ${keys.join(', ')}`}`,
    })
  })
}
