import type { Listing } from '../../../src/core/listing.ts'
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
