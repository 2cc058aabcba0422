import * as z from 'zod'
import { configurationDocument, initialisedDocument, validationDocument } from './configuration.ts'
import { diagnosisDocument } from './diagnosis.ts'
import { doctorDocument } from './doctor.ts'
import { errorDocumentSchema } from './error.ts'
import { lineDocument } from './event.ts'
import { listingDocument } from './listing.ts'
import { textDocument } from './text.ts'

const documents = {
  'diagnosis.v1.json': diagnosisDocument,
  'error.v1.json': errorDocumentSchema,
  'diagnosis-line.v1.json': lineDocument,
  'doctor.v1.json': doctorDocument,
  'listing.v1.json': listingDocument,
  'configuration.v1.json': configurationDocument,
  'validation.v1.json': validationDocument,
  'initialised.v1.json': initialisedDocument,
  'text.v1.json': textDocument,
}

/**
 * The JSON Schemas of what usrops prints, by file name. `forConsumers` allows members that the schema does not name, so that a later
 * version does not break a reader; `forProducers` does not, so that our own tests catch what was never described.
 */
export function publishedSchemas(strictness: 'forConsumers' | 'forProducers' = 'forConsumers'): Record<string, object> {
  const io = strictness === 'forConsumers' ? 'input' : 'output'
  return Object.fromEntries(Object.entries(documents).map(([name, schema]) => [name, z.toJSONSchema(schema, { io })]))
}
