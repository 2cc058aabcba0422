import type { Connection } from '../../core/connection.ts'
import { type Budget, CannotAsk } from '../../core/facts.ts'
import { addressText, type ClusterLine, type RedisClient, type UnaskedNode } from './client.ts'
import { parseClusterNodes, unopenedNodes } from './cluster-nodes.ts'
import { type Access, type OpenNode, openNode } from './node.ts'
import { namedByMost, sentinelView } from './sentinels.ts'
import type { RedisAddress, RedisSettings } from './settings.ts'

// The longest silence of a healthy server: KEYS over a million keys stalls everybody for 0.5 s, and a lost packet costs 1 to 3 s more.
const ANSWER_MS = 5_000

/** Connects to what the settings name: one server, the master and replicas that Sentinels name, or every node of a Cluster. */
export async function openRedis(settings: RedisSettings, budget: Budget): Promise<Connection> {
  const access = accessOf(settings, budget)
  switch (settings.mode) {
    case 'single':
      return connection(settings, {
        mode: 'single',
        nodes: [await openNode(settings.address, access)],
        unasked: [],
        sentinels: [],
      })
    case 'sentinel':
      return connection(settings, await openBySentinels(settings, access))
    case 'cluster':
      return connection(settings, await openCluster(settings, access))
  }
}

interface Opened extends Omit<RedisClient, 'members' | 'database'> {
  readonly nodes: readonly OpenNode[]
}

function connection({ database }: RedisSettings, opened: Opened): Connection {
  const client: RedisClient = { ...opened, database, members: () => membersOf(opened) }
  return {
    client,
    vantage: 'operator',
    // A system that a Sentinel or a seed spoke for may have no node that answered.
    roundTripMs: Math.max(1, ...opened.nodes.map((node) => node.roundTripMs)),
    // A run id lives as long as a process and a replication id changes with a failover: Redis has no lasting identity.
    identity: null,
    // Questions are pipelined; a server takes them one by one anyway.
    sequential: false,
    close: async () => {
      for (const node of opened.nodes) node.close()
    },
  }
}

async function membersOf({ mode, nodes: [node] }: Opened): Promise<readonly ClusterLine[]> {
  if (mode !== 'cluster' || node === undefined) return []
  return parseClusterNodes(String(await node.ask('clusterNodes'))).map(({ at: _, ...line }) => line)
}

function accessOf(settings: RedisSettings, budget: Budget): Access {
  return {
    dial: settings.dial,
    tls: settings.tls,
    username: settings.username,
    password: settings.password,
    database: settings.database,
    signal: budget.signal,
    // Less than the whole budget, so that the sentence about this server wins over the one about the budget.
    limits: { dialMs: budget.milliseconds * 0.8, answerMs: Math.min(ANSWER_MS, budget.milliseconds * 0.8) },
  }
}

async function openBySentinels(settings: RedisSettings & { mode: 'sentinel' }, access: Access): Promise<Opened> {
  const { sentinelUsername: username, sentinelPassword: password } = settings
  const asSentinel = { ...access, username, password, limits: halved(access) }
  const views = await Promise.all(settings.sentinels.map((each) => sentinelView(each, settings.master, asSentinel)))
  const named = namedByMost(views)
  if (named === undefined)
    throw firstOf(
      views.flatMap((view) => ('error' in view ? [view.error] : [])),
      settings.master,
    )
  const { nodes, unasked } = await openAll([named.master, ...named.replicas], { ...access, limits: halved(access) })
  return { mode: 'sentinel', nodes, unasked, sentinels: views.map(({ view }) => view) }
}

async function openCluster(settings: RedisSettings & { mode: 'cluster' }, access: Access): Promise<Opened> {
  const early = { ...access, limits: halved(access) }
  const seeds = await openAll(settings.nodes, early)
  if (seeds.nodes.length === 0) throw firstOf(seeds.errors, 'the cluster')
  // A seed may be dialled by another name than it announces: nodes are told apart by their ids.
  const others = await openAll(await unopenedNodes(seeds.nodes), early)
  return {
    mode: 'cluster',
    nodes: [...seeds.nodes, ...others.nodes],
    unasked: others.unasked,
    sentinels: [],
  }
}

async function openAll(addresses: readonly RedisAddress[], access: Access) {
  const opened = await Promise.allSettled(addresses.map((address) => openNode(address, access)))
  const nodes: OpenNode[] = []
  const unasked: UnaskedNode[] = []
  const errors: unknown[] = []
  for (const [index, outcome] of opened.entries()) {
    if (outcome.status === 'fulfilled') {
      nodes.push(outcome.value)
      continue
    }
    errors.push(outcome.reason)
    unasked.push(unaskedNode(addresses[index], outcome.reason))
  }
  return { nodes, unasked, errors }
}

function unaskedNode(address: RedisAddress | undefined, error: unknown): UnaskedNode {
  const { kind, reason } = error instanceof CannotAsk ? error.unasked : { kind: 'failed', reason: String(error) }
  return { address: address === undefined ? 'unknown' : addressText(address), kind, reason }
}

/** Two steps, the finders first and what they find afterwards, share one budget. */
function halved({ limits }: Access): Access['limits'] {
  return { dialMs: limits.dialMs / 2, answerMs: Math.min(limits.answerMs, limits.dialMs / 2) }
}

function firstOf(errors: readonly unknown[], name: string): unknown {
  return errors[0] ?? new CannotAsk('failed', `nobody knows where ${name} is`)
}
