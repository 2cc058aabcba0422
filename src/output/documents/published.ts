import * as z from 'zod'
import { diagnosisDocument } from './diagnosis.ts'
import { errorDocumentSchema } from './error.ts'
import { lineDocument } from './event.ts'

const documents = {
  'diagnosis.v1.json': diagnosisDocument,
  'error.v1.json': errorDocumentSchema,
  'diagnosis-line.v1.json': lineDocument,
}

/**
 * The JSON Schemas of what usrops prints, by file name. `forConsumers` allows members that the schema does not name, so that a later
 * version does not break a reader; `forProducers` does not, so that our own tests catch what was never described.
 */
export function publishedSchemas(strictness: 'forConsumers' | 'forProducers' = 'forConsumers'): Record<string, object> {
  const io = strictness === 'forConsumers' ? 'input' : 'output'
  return Object.fromEntries(Object.entries(documents).map(([name, schema]) => [name, z.toJSONSchema(schema, { io })]))
}
