import type { Listing, Table } from '../../../src/core/listing.ts'
import type { View, ViewParams } from '../../../src/core/view.ts'
import { Invocation } from '../../../src/invocation.ts'
import { type ListOptions, list } from '../../../src/listing.ts'
import { silence } from '../../../src/output/progress.ts'

/** What a view shows of the systems that these variables name, as its command would. */
export async function listing<Param extends ViewParams>(
  env: Readonly<Record<string, string>>,
  view: View<Param>,
  options: Partial<ListOptions<Param>> = {},
): Promise<Listing> {
  const around = { env, cwd: '/', progress: silence, signal: new AbortController().signal }
  const { document } = await list(new Invocation(around), { services: [], view, ...options })
  return document
}

/** The table whose title says this, of this system where several have it. */
export function tableIn({ tables, notAsked }: Listing, title: RegExp, system?: string): Table {
  const found = tables.find((table) => title.test(table.title) && (system ?? table.target.name) === table.target.name)
  if (found !== undefined) return found
  throw new Error(`no table ${title} in ${JSON.stringify([tables.map((table) => table.title), notAsked])}`)
}
