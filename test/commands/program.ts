import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Listing, Table } from '../../src/core/listing.ts'

const program = fileURLToPath(new URL('../../bin/usrops.ts', import.meta.url))

export interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the real program with these variables and no others. */
export function usrops(env: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<Run> {
  const { PATH, XDG_CACHE_HOME } = process.env
  const all = { PATH, HOME: '/nonexistent', XDG_CACHE_HOME, ...env }
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...words], { env: all, cwd: '/' }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    )
  })
}

/** The document of a command that shows tables. */
export async function listing(env: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<Listing> {
  const { stdout, stderr } = await usrops(env, ...words, '-o', 'json')
  const document: Listing = JSON.parse(stdout)
  if (document.kind !== 'Listing') throw new Error(`${stdout}${stderr}`)
  return document
}

/** The table whose title says this, of this system where several have it. */
export function tableIn({ tables, notAsked }: Listing, title: RegExp | string, system?: string): Table {
  const found = tables.find(
    (table) => table.title.match(title) !== null && (system ?? table.target.name) === table.target.name,
  )
  if (found !== undefined) return found
  throw new Error(`no table ${title} in ${JSON.stringify([tables.map((table) => table.title), notAsked])}`)
}
