import { Ajv2020 } from 'ajv/dist/2020.js'
import { publishedSchemas } from '../../src/output/documents/published.ts'

const ajv = new Ajv2020({ strict: false, validateFormats: false })
const validate = ajv.compile(publishedSchemas('forProducers')['diagnosis.v1.json'] ?? false)

/** What of a document the published schema does not allow, members that it does not describe included; null for nothing. */
export function contractBreaches(document: unknown): string | null {
  return validate(document) ? null : ajv.errorsText(validate.errors)
}
