import type { NeedInScope } from './config/discovered.ts'
import type { Scope } from './config/scope.ts'
import type { Row, TableDraft } from './core/table.ts'
import { nodeKey, type Target } from './core/target.ts'
import type { TopologyNode } from './core/topology.ts'
import type { Beside } from './listing.ts'

/** What the services in scope need, and what names it; known from the configuration and the environment of their containers, without asking anybody. */
export function dependenciesOf(scope: Scope): readonly Beside[] {
  return scope.services.map((target) => ({ target, table: dependencyTable(target, scope) }))
}

const columns: TableDraft['columns'] = [
  { id: 'system', label: 'system', kind: 'text', importance: 'key', shorten: 'never' },
  { id: 'name', label: 'name', kind: 'text', importance: 'key', shorten: 'middle' },
  { id: 'host', label: 'host', kind: 'text', importance: 'key', shorten: 'middle' },
  { id: 'variables', label: 'known from', kind: 'text', importance: 'key' },
  { id: 'note', label: 'note', kind: 'text' },
  { id: 'workload', label: 'workload', kind: 'text', importance: 'extra', shorten: 'middle' },
]

/** By the environment of its containers where it was read, and by what the configuration says. */
function dependencyTable(target: Target, { found, topology, source, clusters }: Scope): TableDraft {
  const seen = found.find((each) => nodeKey(each.target) === nodeKey(target))
  const told = (seen?.needs ?? []).map(needRow)
  const direct = (topology.node(target)?.dependsOn ?? []).flatMap(
    (key) => topology.nodes.find((node) => nodeKey(node.target) === key && node.target.system !== 'cluster') ?? [],
  )
  const rows = told.length > 0 ? told : direct.map((node) => nodeRow(node, source))
  const isUnread = clusters.length > 0 && seen !== undefined && seen.needs === undefined
  return {
    title: isUnread ? 'what it needs was not found out' : titleOf(rows.length),
    columns,
    rows,
  }
}

function titleOf(count: number): string {
  if (count === 0) return 'no dependency is known of it'
  return `${count} ${count === 1 ? 'dependency' : 'dependencies'}, and what names them`
}

function needRow({ system, name, host, variables, inPod, workload, trouble }: NeedInScope): Row {
  const notes = [...(inPod ? ['inside the pod'] : []), ...(trouble === null ? [] : [trouble])]
  return {
    ...{ system, variables: variables.join(', '), workload },
    ...(name !== null && { name }),
    // It stands in a Secret, or nowhere.
    host,
    ...(notes.length > 0 && { note: notes.join('; ') }),
  }
}

function nodeRow({ target, addresses }: TopologyNode, source: string): Row {
  return { system: target.system, name: target.name, host: addresses[0] ?? null, variables: source }
}
