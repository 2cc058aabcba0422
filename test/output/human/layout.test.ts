import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderDiagnosis } from '../../../src/output/human/diagnosis.ts'
import { displayWidth } from '../../../src/output/human/display-width.ts'
import { layout } from '../../../src/output/human/layout.ts'
import { column, type Line, labelled, prose, shell, span } from '../../../src/output/human/line.ts'
import { painter } from '../../../src/output/human/paint.ts'
import { blocker, diagnosisOf } from '../sample/situations.ts'

const plain = painter(false)
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), fc.lorem())
const spans = fc.array(
  text.map((words) => span(words)),
  { maxLength: 4 },
)
const lines: fc.Arbitrary<Line> = fc
  .record({ indent: fc.nat(12), width: fc.nat(20), label: text, spans })
  .chain(({ indent, width, label, spans }) =>
    fc.constantFrom(
      prose(indent, ...spans),
      labelled(indent, span(label), ...spans),
      column(indent, width, span(label), ...spans),
    ),
  )

describe('a row', () => {
  it('is never wider than the terminal', () => {
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 5 }), fc.integer({ min: 4, max: 120 }), (some, columns) => {
        for (const row of layout(some, { columns, paint: plain }).split('\n')) {
          expect(displayWidth(row)).toBeLessThanOrEqual(columns)
        }
      }),
    )
  })

  it('holds nothing that a terminal would act on', () => {
    fc.assert(
      fc.property(fc.array(lines, { maxLength: 5 }), (some) => {
        const rows = layout([...some, shell(2, some.map((line) => JSON.stringify(line)).join())], {
          columns: 80,
          paint: plain,
        })
        expect(rows.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      }),
    )
  })

  it('loses no word', () => {
    fc.assert(
      fc.property(fc.lorem({ maxCount: 60 }), fc.integer({ min: 30, max: 120 }), (words, columns) => {
        const rows = layout([prose(3, span(words))], { columns, paint: plain })
        expect(rows.split(/\s+/).filter(Boolean)).toEqual(words.split(' '))
      }),
    )
  })

  it.each([
    ['plain', 5],
    ['数据库', 6],
    ['e\u0301', 1],
    ['🔥', 2],
    ['✖', 1],
  ])('gives %s its columns', (word, columns) => {
    expect(displayWidth(word)).toBe(columns)
  })
})

describe('a line to paste', () => {
  const command = `psql -X "$DATABASE_URL" -c '${'SELECT  pg_terminate_backend(1); '.repeat(9)}'`

  it('is never wrapped and never changed', () => {
    expect(layout([shell(2, command)], { columns: 40, paint: plain })).toBe(`  ${command}\n`)
  })

  it('is withheld where it holds control characters, because without them it is another command', () => {
    const evil = "kubectl delete pod 'a\u001b[2K\rb'"
    const rows = layout([shell(2, evil)], { columns: 80, paint: plain })
    expect(rows).not.toContain('kubectl')
    expect(rows).toContain('-o json has it')
  })
})

describe('text that a system wrote', () => {
  const evil =
    '\u001b]0;owned\u0007\u001b[2J\u001b[31mroot\u001b[0m\u009b5mblink\r\nuser-service: serving normally\u202e\u200b'

  it('reaches the screen without escapes, line breaks and marks that hide or reorder', () => {
    const document = diagnosisOf({
      service: evil,
      traffic: { errorRate: 1 },
      sessions: { blocker: { ...blocker, program: evil } },
    })
    for (const detail of ['normal', 'verbose', 'quiet'] as const) {
      const screen = renderDiagnosis(document, {
        terminal: { colour: false, columns: 80, unicode: true, interactive: true },
        detail,
        timeZone: 'UTC',
      })
      expect(screen.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u)
      expect(screen).not.toMatch(/^user-service: serving normally/m)
      expect(screen).toContain('root')
    }
  })
})
