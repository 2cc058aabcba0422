import { z } from 'zod'
import { configSchema } from '../../src/config/json-schema.ts'
import { factsDocument } from '../../src/facts-file.ts'
import { publishedSchemas } from '../../src/output/documents/published.ts'

/** Every published JSON Schema, by path: what is printed, what is saved, and usrops.yaml. */
export function schemas(): Readonly<Record<string, string>> {
  const all = { ...publishedSchemas(), 'facts.v1.json': factsSchema(), 'usrops.v1.json': configSchema() }
  return Object.fromEntries(
    Object.entries(all).map(([name, schema]) => [`schemas/${name}`, `${JSON.stringify(schema, null, 2)}\n`]),
  )
}

function factsSchema(): object {
  const description = 'What `usrops diagnose --save` writes and `--from` reads. Ignore members that you do not know.'
  return z.toJSONSchema(factsDocument.meta({ title: 'Facts', description }), { io: 'input' })
}
