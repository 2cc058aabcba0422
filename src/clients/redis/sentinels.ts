import { CannotAsk } from '../../core/facts.ts'
import { addressText, type Reply, type SentinelView, sentinelQuestions } from './client.ts'
import { type Access, type OpenNode, openNode } from './node.ts'
import type { RedisAddress } from './settings.ts'

export interface SeenSentinel {
  readonly view: SentinelView
  readonly error?: unknown
}

/** What one Sentinel says of the master; never rejects. */
export async function sentinelView(address: RedisAddress, master: string, access: Access): Promise<SeenSentinel> {
  let node: OpenNode | undefined
  try {
    node = await openNode(address, access)
    const [named, replicas, quorum] = await Promise.all([
      node.send([...sentinelQuestions.master, master]),
      node.send([...sentinelQuestions.replicas, master]),
      quorumOf(node, master),
    ])
    return {
      view: { address: addressText(address), master: record(named), replicas: list(replicas).map(record), quorum },
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { view: { address: addressText(address), unasked: reason }, error }
  } finally {
    node?.close()
  }
}

/** The master that most Sentinels name, and its replicas by all of them. */
export function namedByMost(
  seen: readonly SeenSentinel[],
): { readonly master: RedisAddress; readonly replicas: readonly RedisAddress[] } | undefined {
  const views = seen.flatMap(({ view }) => ('master' in view ? [view] : []))
  const votes = Map.groupBy(views, ({ master }) => `${master.ip}:${master.port}`)
  const [elected] = [...votes.values()].toSorted((left, right) => right.length - left.length)
  const named = elected?.[0]
  if (named === undefined) return undefined
  const master = addressOf(named.master)
  const replicas = new Map(
    views.flatMap((view) => view.replicas.map(addressOf)).map((each) => [addressText(each), each]),
  )
  replicas.delete(addressText(master))
  return { master, replicas: [...replicas.values()] }
}

async function quorumOf(node: OpenNode, master: string): Promise<{ ok: boolean; text: string } | null> {
  try {
    return { ok: true, text: String(await node.send([...sentinelQuestions.quorum, master])) }
  } catch (error) {
    if (error instanceof CannotAsk && error.cause instanceof Error && /^NO/.test(error.cause.message))
      return error.cause.message.startsWith('NOPERM') ? null : { ok: false, text: error.cause.message }
    throw error
  }
}

function addressOf(fields: Readonly<Record<string, string>>): RedisAddress {
  return { host: fields.ip ?? '', port: Number(fields.port) }
}

function list(reply: Reply): readonly Reply[] {
  return typeof reply === 'object' && reply !== null ? reply : []
}

/** A flat list of names and values as a record. */
function record(reply: Reply): Readonly<Record<string, string>> {
  const flat = list(reply).map(String)
  const pairs = flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? ''] as const] : []))
  return Object.fromEntries(pairs)
}
