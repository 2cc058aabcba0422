import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { commandsPage } from '../../scripts/generate/commands-page.ts'
import { causesPage, checksPage } from '../../scripts/generate/rules-pages.ts'
import { sentencesIn } from '../../scripts/generate/sentences.ts'
import { causes } from '../../src/causes/index.ts'
import { checks } from '../../src/checks/index.ts'

it('describes every command, with its options and examples', () => {
  const page = commandsPage()
  for (const name of ['usrops', 'usrops diagnose', 'usrops config', 'usrops config show', 'usrops completion']) {
    expect(page).toContain(`\n## ${name}\n`)
  }
  expect(page).toContain('$ usrops config show -e staging -o json')
  expect(page).toContain('--fail-on <severity>')
})

it('describes every check with its sentence and thresholds, and every cause with what it weighs', async () => {
  const [checksText, causesText] = [await checksPage(), await causesPage()]
  for (const { id, params } of checks) {
    expect(checksText).toMatch(new RegExp(`^\\| \`${id}\` \\| \\w+ \\| \\S.{10,} \\|.*\\|$`, 'm'))
    for (const name of Object.keys(params)) expect(checksText).toContain(`\`${name}\` ${params[name]}`)
  }
  for (const { id } of causes) expect(causesText).toMatch(new RegExp(`^\\| \`${id}\` \\| \\S.{10,} \\|.*\\|$`, 'm'))
})

it('takes the sentence that stands above the export, on one line', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'usrops-sentences-'))
  const text =
    "/** Not this. */\nconst other = 1\n\n/**\n * What is\n * wrong.\n */\nexport const rule = { id: 'a.b', other }\n"
  writeFileSync(join(folder, 'rule.ts'), text)
  expect([...(await sentencesIn(folder))]).toEqual([['a.b', 'What is wrong.']])
  rmSync(folder, { recursive: true })
})
