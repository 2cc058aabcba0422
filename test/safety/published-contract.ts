import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { publishedSchemas } from '../../src/output/documents/published.ts'

const fileOfKind: Readonly<Record<string, string>> = {
  Diagnosis: 'diagnosis.v1.json',
  Error: 'error.v1.json',
  Doctor: 'doctor.v1.json',
  Listing: 'listing.v1.json',
  Configuration: 'configuration.v1.json',
  Validation: 'validation.v1.json',
  Initialised: 'initialised.v1.json',
  Text: 'text.v1.json',
}

// Strict: members that no schema describes are errors here, though consumers must ignore them.
const schemas = publishedSchemas('forProducers')
const ajv = new Ajv2020({ strict: false, allErrors: true })

/** Whether a text is one document of the contract, by the schema of its kind; returns its kind. */
export function kindOfDocument(stdout: string): string {
  const document: unknown = JSON.parse(stdout)
  const kind = String(memberOf(document, 'kind'))
  const file = fileOfKind[kind]
  if (file === undefined) throw new Error(`no schema is published for ${kind}: ${stdout.slice(0, 300)}`)
  readFileSync(new URL(`../../schemas/${file}`, import.meta.url))
  mustBe(file, document)
  return kind
}

/** The same for the lines of `-o jsonl`; returns their kinds. */
export function kindsOfLines(stdout: string): readonly string[] {
  const lines = stdout.trimEnd().split('\n')
  return lines.map((line) => {
    const document: unknown = JSON.parse(line)
    mustBe('diagnosis-line.v1.json', document)
    return String(memberOf(document, 'kind'))
  })
}

function mustBe(file: string, document: unknown): void {
  const schema = schemas[file]
  if (schema === undefined) throw new Error(`there is no ${file}`)
  const validate = ajv.compile(schema)
  if (!validate(document)) throw new Error(`not as ${file} says: ${ajv.errorsText(validate.errors).slice(0, 1000)}`)
}

function memberOf(document: unknown, name: string): unknown {
  return typeof document === 'object' && document !== null ? Reflect.get(document, name) : undefined
}
