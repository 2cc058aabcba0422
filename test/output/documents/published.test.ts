import { readFile } from 'node:fs/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import type { Diagnosis } from '../../../src/core/diagnosis.ts'
import { failureOf } from '../../../src/core/errors.ts'
import { type ExitName, exitCodes } from '../../../src/core/exit-codes.ts'
import { publishedSchemas } from '../../../src/output/documents/published.ts'
import { errorDocument } from '../../../src/output/error.ts'
import { jsonDocument } from '../../../src/output/json.ts'
import { diagnosisLines } from '../../../src/output/jsonl.ts'
import { everyKind } from '../sample/listing.ts'
import { situations } from '../sample/situations.ts'

const dateTime = (text: string) => !Number.isNaN(Date.parse(text))

function mistakes(schema: object | undefined, document: unknown): unknown {
  const validate = new Ajv2020({ strict: true, strictTypes: false, formats: { 'date-time': dateTime } }).compile(
    schema ?? false,
  )
  return validate(document) ? [] : validate.errors
}

async function published(name: string): Promise<object> {
  return JSON.parse(await readFile(new URL(`../../../schemas/${name}`, import.meta.url), 'utf8'))
}

const ours = publishedSchemas('forProducers')
const documents = Object.entries(situations).map(([name, make]): [string, Diagnosis] => [name, make()])

describe('a diagnosis', () => {
  it.each(documents)('of %s is as published, and holds nothing that is not described', async (_name, document) => {
    const seen: unknown = JSON.parse(jsonDocument(document))
    expect(mistakes(await published('diagnosis.v1.json'), seen)).toEqual([])
    expect(mistakes(ours['diagnosis.v1.json'], seen)).toEqual([])
  })

  it('may grow without breaking a reader, but not unnoticed by us', async () => {
    const grown = { ...situations.healthy(), mood: 'good' }
    expect(mistakes(await published('diagnosis.v1.json'), grown)).toEqual([])
    expect(mistakes(ours['diagnosis.v1.json'], grown)).not.toEqual([])
  })

  it('must keep what it has', async () => {
    const { verdict: _gone, ...rest } = situations.healthy()
    expect(mistakes(await published('diagnosis.v1.json'), rest)).not.toEqual([])
  })

  it('is as published line by line', async () => {
    const schema = await published('diagnosis-line.v1.json')
    for (const line of diagnosisLines(situations['several-causes']()).trimEnd().split('\n')) {
      expect(mistakes(schema, JSON.parse(line))).toEqual([])
    }
  })
})

it('a listing is as published, and holds nothing that is not described', async () => {
  const seen: unknown = JSON.parse(jsonDocument(everyKind))
  expect(mistakes(await published('listing.v1.json'), seen)).toEqual([])
  expect(mistakes(ours['listing.v1.json'], seen)).toEqual([])
})

it.each(Object.keys(exitCodes) as ExitName[])('an error that ends as %s is as published', async (exit) => {
  const document = errorDocument({ ...failureOf(new Error('x')), exit })
  expect(mistakes(await published('error.v1.json'), document)).toEqual([])
  expect(mistakes(ours['error.v1.json'], document)).toEqual([])
})

it.each(Object.entries(publishedSchemas()))('%s is up to date', async (name, schema) => {
  expect(await published(name)).toEqual(JSON.parse(JSON.stringify(schema)))
})
