import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Diagnosis } from '../../src/core/diagnosis.ts'
import { jsonDocument, jsonLine } from '../../src/output/json.ts'
import { diagnosisLines } from '../../src/output/jsonl.ts'
import { situations } from './sample/situations.ts'

it('is the same value, on one line or many, ending with one line break', () => {
  fc.assert(
    fc.property(fc.record({ value: fc.jsonValue(), text: fc.string({ unit: 'binary' }) }), (document) => {
      const expected: unknown = JSON.parse(JSON.stringify(document))
      expect(JSON.parse(jsonDocument(document))).toEqual(expected)
      expect(JSON.parse(jsonLine(document))).toEqual(expected)
      expect(jsonLine(document).indexOf('\n')).toBe(jsonLine(document).length - 1)
    }),
  )
})

it('holds nothing that a terminal would act on', () => {
  const text = '\u001b[31m \u009b5m \u202e \u{e0041} ordinary 数据'
  expect(jsonLine({ text })).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u)
  expect(jsonLine({ text })).toContain('ordinary 数据')
})

it('ends the lines with the whole document, after every finding and every cause', () => {
  const document: Diagnosis = situations['several-causes']()
  const lines = diagnosisLines(document)
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines.map(({ kind }) => kind)).toEqual(['Finding', 'Finding', 'Finding', 'Cause', 'Cause', 'Diagnosis'])
  expect(lines.at(-1)).toEqual(JSON.parse(JSON.stringify(document)))
})
