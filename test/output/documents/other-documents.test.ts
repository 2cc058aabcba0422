import { readFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, it } from 'vitest'
import type { z } from 'zod'
import type { ScopeDescription } from '../../../src/config/describe.ts'
import type { Initialised } from '../../../src/config/initialise.ts'
import type { Validation } from '../../../src/config/validate.ts'
import type { Doctor } from '../../../src/core/doctor.ts'
import type {
  configurationDocument,
  initialisedDocument,
  validationDocument,
} from '../../../src/output/documents/configuration.ts'
import { publishes, type Same } from '../../../src/output/documents/contract.ts'
import type { doctorDocument } from '../../../src/output/documents/doctor.ts'
import { publishedSchemas } from '../../../src/output/documents/published.ts'

// The compiler is the test that what is published is what is made; these documents are made where `output` may not look.
publishes<Same<z.infer<typeof doctorDocument>, Doctor>>()
publishes<Same<z.infer<typeof configurationDocument>, ScopeDescription>>()
publishes<Same<z.infer<typeof validationDocument>, Validation>>()
publishes<Same<z.infer<typeof initialisedDocument>, Initialised>>()

const kinds = ['Configuration', 'Diagnosis', 'Doctor', 'Error', 'Initialised', 'Listing', 'Text', 'Validation']

it('publishes one schema for each kind of document', () => {
  const schemas = Object.entries(publishedSchemas()).filter(([name]) => name !== 'diagnosis-line.v1.json')
  expect(schemas.map(([name]) => name).toSorted()).toEqual(kinds.map((kind) => `${kind.toLowerCase()}.v1.json`))
  expect(schemas.map(([, schema]) => schema)).toEqual(
    schemas.map(() => expect.objectContaining({ properties: expect.objectContaining({ version: expect.anything() }) })),
  )
})

it.each(['facts.v1.json', 'usrops.v1.json', 'diagnosis-line.v1.json'])(
  'publishes %s, which a validator reads',
  async (name) => {
    const schema = JSON.parse(await readFile(new URL(`../../../schemas/${name}`, import.meta.url), 'utf8'))
    const accepts = new Ajv2020({ strict: false, validateFormats: false }).compile(schema)
    expect(accepts({})).toBe(false)
  },
)
