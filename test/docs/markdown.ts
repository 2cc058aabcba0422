import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One page as its reader has it. */
export interface Page {
  readonly path: string
  readonly text: string
  readonly blocks: readonly Block[]
  /** `code spans` outside blocks. */
  readonly spans: readonly string[]
  /** Targets of links outside blocks and spans. */
  readonly links: readonly string[]
  /** As the anchors of a page are made. */
  readonly anchors: readonly string[]
}

interface Block {
  readonly language: string
  readonly text: string
}

/** A block of code, within a list too. */
const fenced = /^( *)```(\w*)\n([\s\S]*?)^\1```$/gm

/** Every page that people read: those of the root and of docs/. */
export const pages: readonly Page[] = ['.', 'docs'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => pageOf(join(folder, name))),
)

function pageOf(path: string): Page {
  const text = readFileSync(path, 'utf8')
  const prose = text.replace(fenced, '')
  const blocks = [...text.matchAll(fenced)].map(([, indent = '', language = '', body = '']) => ({
    language,
    text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
  }))
  return {
    ...{ path, text, blocks },
    spans: [...prose.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span),
    links: [...prose.replaceAll(/`[^`]+`/g, '').matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link),
    anchors: [...prose.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) => anchorOf(title)),
  }
}

function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s-]/gu, '')
    .replaceAll(/\s/g, '-')
}

/** The command lines that a page shows: `$ …` in transcripts, every line of shell examples, and spans that start with a program. */
export function commandLines({ blocks, spans }: Page, program: RegExp): readonly string[] {
  const shown = blocks.flatMap(({ language, text }) =>
    text
      .split('\n')
      .flatMap((line) => (language === 'sh' ? [line.trim()] : (/^ *\$ (.*)$/.exec(line)?.[1] ?? [])))
      .flatMap((line) => line.split(/ (?:\||\|\||&&|>) /)),
  )
  return [...shown, ...spans].map((line) => line.trim()).filter((line) => program.test(line))
}
