import type { RedisClient, RedisNode, UnaskedNode } from '../../clients/redis/client.ts'
import { type Budget, CannotAsk, defineFacts, type FactsDefinition } from '../../core/facts.ts'
import type { Earlier } from '../../core/look.ts'
import { infoOf } from './info.ts'

/** One aspect of every server of a target: one of a single Redis, more of Sentinel and Cluster. */
export interface PerNode<Value> {
  readonly nodes: readonly NodeValue<Value>[]
  /** Servers that belong to the target and could not be looked at from here. */
  readonly unasked: readonly UnaskedNode[]
}

export interface NodeValue<Value> {
  /** host:port, as it was dialled. */
  readonly address: string
  /** Names the process whose counters these are; null where INFO is forbidden. */
  readonly runId: string | null
  readonly value: Value
}

/** A node's value with an earlier one, present only where it comes from the same process. */
export interface NodePair<Value> extends NodeValue<Value> {
  readonly earlier?: Earlier<Value>
}

/**
 * Facts of each node by itself. They have no common `epoch`: the restart of one node of six must not take the rates of
 * the others away, so `pairNodes` compares run ids node by node.
 */
export function definePerNode<Value>(definition: {
  readonly id: string
  readonly cost?: FactsDefinition['cost']
  readonly collect: (node: RedisNode) => Promise<Value>
}): FactsDefinition<PerNode<Value>, RedisClient> {
  return defineFacts<PerNode<Value>, RedisClient>({
    id: definition.id,
    system: 'redis',
    cost: definition.cost ?? 'cheap',
    collect: (client) => collectPerNode(client, client.nodes, definition.collect),
  })
}

/** Heavy facts about keys, of the servers that own them: a replica holds the same ones again, and one of a cluster shows none. */
export function definePerOwner<Value>(definition: {
  readonly id: string
  readonly collect: (node: RedisNode, client: RedisClient, budget: Budget) => Promise<Value>
}): FactsDefinition<PerNode<Value>, RedisClient> {
  return defineFacts<PerNode<Value>, RedisClient>({
    id: definition.id,
    system: 'redis',
    cost: 'heavy',
    collect: async (client, budget) =>
      collectPerNode(client, await owners(client), (node) => definition.collect(node, client, budget)),
  })
}

/** A single server that happens to be a replica is what was asked for. */
async function owners({ nodes, mode }: RedisClient): Promise<readonly RedisNode[]> {
  if (mode === 'single') return nodes
  const roles = await Promise.all(
    nodes.map((node) =>
      infoOf(node).then(
        (info) => info.text('role'),
        () => null,
      ),
    ),
  )
  return nodes.filter((_, index) => roles[index] !== 'slave')
}

/** Each node with its own earlier value. */
export function pairNodes<Value>(
  now: PerNode<Value>,
  earlier: Earlier<PerNode<Value>> | undefined,
): readonly NodePair<Value>[] {
  return now.nodes.map((node) => {
    const before = earlier?.value.nodes.find(
      (candidate) => candidate.address === node.address && candidate.runId === node.runId && node.runId !== null,
    )
    return before && earlier ? { ...node, earlier: { value: before.value, elapsedMs: earlier.elapsedMs } } : node
  })
}

/** The value of the same node in other facts. */
export function ofNode<Value>(facts: PerNode<Value>, address: string): Value | undefined {
  return facts.nodes.find((node) => node.address === address)?.value
}

async function collectPerNode<Value>(
  client: Pick<RedisClient, 'unasked'>,
  asked: readonly RedisNode[],
  collect: (node: RedisNode) => Promise<Value>,
): Promise<PerNode<Value>> {
  const outcomes = await Promise.all(asked.map((node) => collectNode(node, collect)))
  const nodes = outcomes.flatMap((outcome) => ('seen' in outcome ? [outcome.seen] : []))
  const refused = outcomes.flatMap((outcome) => ('seen' in outcome ? [] : [outcome]))
  const [first] = refused
  if (nodes.length === 0 && first !== undefined) throw first.error
  const [closed] = client.unasked
  if (nodes.length === 0 && closed !== undefined) throw new CannotAsk('unreachable', closed.reason)
  return { nodes, unasked: [...client.unasked, ...refused.map(({ unasked }) => unasked)] }
}

type Outcome<Value> = { readonly seen: NodeValue<Value> } | { readonly error: unknown; readonly unasked: UnaskedNode }

async function collectNode<Value>(
  node: RedisNode,
  collect: (node: RedisNode) => Promise<Value>,
): Promise<Outcome<Value>> {
  const { address } = node
  try {
    const value = await collect(node)
    return { seen: { address, value, runId: await runIdOf(node) } }
  } catch (error) {
    const { kind, reason } = error instanceof CannotAsk ? error.unasked : { kind: 'failed', reason: String(error) }
    return { error, unasked: { address, kind, reason } }
  }
}

async function runIdOf(node: RedisNode): Promise<string | null> {
  return infoOf(node).then(
    (info) => info.text('run_id'),
    () => null,
  )
}
