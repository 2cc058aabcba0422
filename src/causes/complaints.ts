import type { CauseView } from '../core/cause.ts'
import { numberIn, textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import { nodeKey, type Target } from '../core/target.ts'
import type { Topology, TopologyNode } from '../core/topology.ts'
import type { Signature } from '../facts/logs/failure.ts'

/** The checks through which a service says what it suffers from: seen from where it matters. */
export const voices = ['http.component-down', 'logs.signature', 'http.breaker-open'] as const

export type VoicesView = CauseView<(typeof voices)[number]>

/** What the services that need this node say of it: health components, breakers and log lines that name its address, or its system where no address is named. */
export function complaintsAbout(
  node: Target,
  view: VoicesView,
  ...signatures: readonly Signature[]
): readonly Finding[] {
  return view.findings(...voices).filter((finding) => {
    const signature = textIn(finding, 'signature')
    const fits = signatures.length === 0 || signatures.some((each) => each === signature)
    return fits && view.topology.dependsOn(finding.target, node) && isAbout(finding, node, view.topology)
  })
}

/** Log lines and components of the service itself that say one of these. */
export function saidBy(service: Target, view: VoicesView, ...signatures: readonly Signature[]): readonly Finding[] {
  return view
    .findingsOn(service, ...voices)
    .filter((finding) => signatures.some((each) => each === textIn(finding, 'signature')))
}

function isAbout(finding: Finding, target: Target, topology: Topology): boolean {
  const named = nodesAt(finding, topology)
  if (named.length > 0) return named.some((node) => nodeKey(node.target) === nodeKey(target))
  const system = textIn(finding, 'system')
  if (system === null || !sameFamily(system, target.system)) return false
  // A name that nobody knows may be another way to the same place, where there is only one.
  const [only, ...others] = primaries(finding.target, target.system, topology)
  return only !== undefined && others.length === 0 && nodeKey(only) === nodeKey(target)
}

/** What a service needs of a system, without the replicas, which need their primary themselves. */
function primaries(service: Target, system: string, topology: Topology): readonly Target[] {
  const all = topology.dependencies(service, system).map((node) => node.target)
  return all.filter((each) => !all.some((other) => other !== each && topology.dependsOn(each, other)))
}

function nodesAt(finding: Finding, topology: Topology): readonly TopologyNode[] {
  const host = textIn(finding, 'host')
  const port = numberIn(finding, 'port')
  if (host === null || port === null) return []
  const address = `${plainHost(host)}:${port}`
  return topology.nodes.filter((node) => node.addresses.some((each) => plainAddress(each) === address))
}

/** A pooler is spoken to, and complains, like the database behind it. */
function sameFamily(said: string, system: string): boolean {
  return (
    said === system ||
    (said === 'postgres' && system === 'pgbouncer') ||
    (said === 'pgbouncer' && system === 'postgres')
  )
}

function plainAddress(address: string): string {
  const at = address.lastIndexOf(':')
  return `${plainHost(address.slice(0, at))}${address.slice(at)}`
}

function plainHost(host: string): string {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase()
  return bare === 'localhost' || bare === '::1' ? '127.0.0.1' : bare
}
