import { z } from 'zod'

/** The keys that a schema allows at a path: for suggestions. */
export function knownKeys(schema: z.core.$ZodType, path: readonly PropertyKey[]): readonly string[] {
  const [key, ...rest] = path
  if (schema instanceof z.ZodOptional) return knownKeys(schema.unwrap(), path)
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => knownKeys(option, path))
  if (schema instanceof z.ZodArray) return key === undefined ? [] : knownKeys(schema.element, rest)
  if (schema instanceof z.ZodRecord) return key === undefined ? [] : knownKeys(schema.valueType, rest)
  if (!(schema instanceof z.ZodObject)) return []
  if (key === undefined) return Object.keys(schema.shape)
  const next = schema.shape[String(key)]
  return next === undefined ? [] : knownKeys(next, rest)
}
