import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join, normalize } from 'node:path'
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { program } from '../../commands/program.ts'
import { Session } from '../../commands/session.ts'
import manifest from '../../package.json' with { type: 'json' }
import { checks } from '../../src/checks/index.ts'
import { validateConfiguration } from '../../src/config/validate.ts'
import { splitWords } from '../../src/config/words.ts'
import { exitCodes } from '../../src/core/exit-codes.ts'
import { commandLines, pages } from './markdown.ts'

/** What has to be wrong on purpose, in transcripts of errors. */
const wrongOnPurpose: readonly string[] = ['usrops frob -o json']

describe('the pages', () => {
  it('show only commands of usrops that exist, with options that exist', () => {
    const lines = pages.flatMap((page) => commandLines(page, /^usrops( |$)/).map((line) => ({ page: page.path, line })))
    expect(lines.length).toBeGreaterThan(30)
    const mistakes = lines.flatMap(({ page, line }) => {
      const words = mistakesIn(line)
      return words.length === 0 ? [] : [`${page}: ${line}: ${words.join(', ')}`]
    })
    const wrong = wrongOnPurpose.map((line) => expect.stringContaining(`: ${line}: `))
    expect(mistakes).toEqual(wrong)
  })

  it('show only scripts of npm that exist', () => {
    const names = pages.flatMap((page) => commandLines(page, /^npm (run|test)\b/).map((line) => scriptIn(line)))
    expect(names.length).toBeGreaterThan(10)
    expect(names.filter((name) => !(name in manifest.scripts) && name !== '…')).toEqual([])
  })

  it('show only configurations without a mistake', async () => {
    const blocks = pages.flatMap(({ path, blocks }) => blocks.map((block) => ({ path, ...block })))
    const configurations = blocks.filter(({ language }) => language === 'yaml')
    expect(configurations.length).toBeGreaterThan(5)
    for (const { path, text } of configurations) {
      const { environments } = await validated(text).catch((cause) => expect.fail(`${path}: ${cause.message}`))
      expect(environments.length).toBeGreaterThan(0)
    }
  })

  it('have only links that lead somewhere', () => {
    const links = pages.flatMap(({ path, links }) => links.map((link) => ({ path, link })))
    expect(links.length).toBeGreaterThan(30)
    expect(links.filter(({ path, link }) => !leadsSomewhere(path, link))).toEqual([])
  })

  it('name only files and folders that are there', () => {
    const named = pages.flatMap(({ spans }) =>
      spans.filter((span) => /^(bin|commands|docs|schemas|scripts|src|test)\/[\w./-]*$/.test(span)),
    )
    expect(named.filter((path) => !existsSync(path))).toEqual([])
  })

  it('have the exit codes of the program', () => {
    const rows = [...textOf('docs/exit-codes.md').matchAll(/^\| (\d+) \| `(\w+)` \|/gm)]
    expect(Object.fromEntries(rows.map(([, code, name]) => [name, Number(code)]))).toEqual(exitCodes)
    const short = [...textOf('README.md').matchAll(/^\| (\d[\d, ]*) \|/gm)].flatMap(([, codes = '']) =>
      codes.split(', '),
    )
    expect(Object.values(exitCodes)).toEqual(expect.arrayContaining(short.map(Number)))
  })

  it('have the help that the program prints', () => {
    const shown = /\$ usrops --help\n([\s\S]*?)```/.exec(textOf('README.md'))?.[1] ?? 'none'
    expect(words(program(new Session([])).helpInformation())).toContain(words(shown))
  })

  it('name only variables that something reads', () => {
    const bench = ['existing-systems.ts', 'machine/cache.ts', 'kubernetes/programs/missing-kubernetes.ts']
    const sources = [...bench.map((file) => `test/bench/${file}`), 'src/config/find-file.ts']
    const read = [...sources, 'src/config/choose-environment.ts', 'src/config/variables.ts', 'commands/index.ts']
    const text = read.map((path) => readFileSync(path, 'utf8')).join('\n')
    const named = new Set(pages.flatMap((page) => page.text.match(/\bUSROPS_[A-Z_]+/g) ?? []))
    expect([...named].filter((name) => !text.includes(name))).toEqual([])
  })
})

function textOf(path: string): string {
  return pages.find((page) => page.path === path)?.text ?? ''
}

function words(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim()
}

/** Why a command line would be refused: an unknown command, option or choice, or too many words. */
function mistakesIn(line: string): readonly string[] {
  const [, ...all] = splitWords(line.replace(/ #.*$/, '').replace(/ <.*$/, '')) ?? []
  const { leaf, rest } = leafOf(
    program(new Session([])),
    all.filter((word) => !/^--(help|version)$/.test(word)),
  )
  try {
    const { operands, unknown } = leaf.parseOptions(rest)
    const places = leaf.registeredArguments
    const allowed = places.at(-1)?.variadic ? Number.POSITIVE_INFINITY : places.length
    const noChoice = operands.filter((word, index) => places[index]?.argChoices?.includes(word) === false)
    return [...unknown, ...operands.slice(allowed), ...noChoice].map((word) => `${word} is not known`)
  } catch (error) {
    return [String(error)]
  }
}

function scriptIn(line: string): string {
  const [, verb = '', name = ''] = line.split(' ')
  return verb === 'test' ? verb : name
}

function leadsSomewhere(from: string, link: string): boolean {
  if (/^https?:/.test(link)) return true
  const [file = '', anchor] = link.split('#')
  const path = file === '' ? from : normalize(join(dirname(from), file))
  if (anchor === undefined) return existsSync(path)
  return pages.some((page) => page.path === path && page.anchors.includes(anchor))
}

function leafOf(command: Command, words: readonly string[]): { leaf: Command; rest: string[] } {
  const [first, ...rest] = words
  const child = command.commands.find((each) => each.name() === first)
  return child === undefined ? { leaf: command, rest: [...words] } : leafOf(child, rest)
}

/** As `usrops config validate` does, with no variable set; a part of a service is put where it belongs. */
async function validated(text: string) {
  const folder = await mkdtemp(join(tmpdir(), 'usrops-docs-'))
  const file = join(folder, 'usrops.yaml')
  const head = 'version: 1\nenvironments:\n  production:\n    services:\n      user-service:\n'
  const whole = /^version:/m.test(text) ? text : head + text.replaceAll(/^(?=.)/gm, '        ')
  try {
    await writeFile(file, whole)
    return await validateConfiguration({ configPath: file, checks, env: { PATH: folder }, cwd: folder, home: folder })
  } finally {
    await rm(folder, { recursive: true })
  }
}
