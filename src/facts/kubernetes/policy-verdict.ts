import { BlockList, isIP } from 'node:net'
import type { LabelSelector, Labels } from './objects/label-selector.ts'
import { selects } from './objects/label-selector.ts'
import type { NetworkPolicy, PolicyPeer, PolicyPort, PolicyRule } from './objects/network-policy.ts'

/** `unknown`: what would decide it could not be seen. */
export type Verdict = 'allowed' | 'denied' | 'unknown'

/** The other end of a connection, as far as it is known. */
export interface Peer {
  readonly namespace: KnownLabels
  /** `outside`: no pod of this cluster, as far as anybody knows. */
  readonly pod: KnownLabels | 'outside' | 'unknown'
  readonly addresses: readonly string[]
}

/** Labels of which some may be hidden from us: then what they do not name is unknown, not absent. */
export interface KnownLabels {
  readonly name: string | null
  readonly labels: Labels
  readonly complete: boolean
}

/** The ports at the destination's pods: more than one where it is not known which of them it is. */
export interface Ports {
  readonly protocol: 'TCP' | 'UDP'
  readonly numbers: readonly number[]
  readonly names: readonly string[]
}

/**
 * What the policies that select a pod say of a connection to or from a peer: without one for this direction everything is allowed; with one or
 * more, only what one of their rules allows. Policies of the network plugin's own kinds are not among them.
 */
export function verdictOf(
  policies: readonly NetworkPolicy[],
  direction: 'ingress' | 'egress',
  peer: Peer,
  ports: Ports,
): Verdict {
  const rules = policies.flatMap((policy) => policy[direction] ?? [])
  const applies = policies.some((policy) => policy[direction] !== null)
  if (!applies) return 'allowed'
  const answers = rules.map((rule) => ruleAllows(rule, policies[0]?.namespace ?? '', peer, ports))
  if (answers.includes('allowed')) return 'allowed'
  return answers.includes('unknown') ? 'unknown' : 'denied'
}

function ruleAllows(rule: PolicyRule, namespace: string, peer: Peer, ports: Ports): Verdict {
  if (rule.ports.length > 0 && !rule.ports.some((port) => portFits(port, ports))) return 'denied'
  if (rule.peers.length === 0) return 'allowed'
  const answers = rule.peers.map((each) => peerFits(each, namespace, peer))
  if (answers.includes('allowed')) return 'allowed'
  return answers.includes('unknown') ? 'unknown' : 'denied'
}

function portFits({ protocol, port, endPort }: PolicyPort, { protocol: wanted, numbers, names }: Ports): boolean {
  if (protocol !== wanted) return false
  if (port === null) return true
  if (typeof port === 'string') return names.includes(port)
  return numbers.some((each) => each >= port && each <= (endPort ?? port))
}

function peerFits(peer: PolicyPeer, namespace: string, other: Peer): Verdict {
  if (peer.kind === 'addresses') return addressesFit(peer.cidr, peer.except, other.addresses)
  if (other.pod === 'outside') return 'denied'
  const inNamespace =
    peer.namespaces === null ? isNamespace(namespace, other.namespace) : labelsFit(peer.namespaces, other.namespace)
  const isPod = peer.pods === null ? 'allowed' : other.pod === 'unknown' ? 'unknown' : labelsFit(peer.pods, other.pod)
  if (inNamespace === 'denied' || isPod === 'denied') return 'denied'
  if (other.pod === 'unknown') return 'unknown'
  return inNamespace === 'unknown' || isPod === 'unknown' ? 'unknown' : 'allowed'
}

function isNamespace(name: string, { name: other }: KnownLabels): Verdict {
  if (other === null) return 'unknown'
  return other === name ? 'allowed' : 'denied'
}

/** Whether labels of which some may be hidden fit. */
export function labelsFit(selector: LabelSelector, { labels, complete }: KnownLabels): Verdict {
  const hidden = complete ? [] : selector.filter(({ key }) => labels[key] === undefined)
  const decided = selector.filter((requirement) => !hidden.includes(requirement))
  if (!selects(decided, labels)) return 'denied'
  return hidden.length > 0 ? 'unknown' : 'allowed'
}

/** Names are resolved inside the cluster, not here: only a block of everything is sure to hold them. */
function addressesFit(cidr: string, except: readonly string[], addresses: readonly string[]): Verdict {
  if (addresses.length === 0) return isEverything(cidr) && except.length === 0 ? 'allowed' : 'unknown'
  const inside = addresses.filter((address) => isWithin(address, cidr) && !except.some((out) => isWithin(address, out)))
  if (inside.length === addresses.length) return 'allowed'
  return inside.length === 0 ? 'denied' : 'unknown'
}

function isEverything(cidr: string): boolean {
  return cidr.endsWith('/0')
}

function isWithin(address: string, cidr: string): boolean {
  const [network = '', bits = ''] = cidr.split('/')
  const family = isIP(network)
  if (family === 0 || family !== isIP(address)) return false
  const block = new BlockList()
  const type = family === 6 ? 'ipv6' : 'ipv4'
  block.addSubnet(network, Number(bits), type)
  return block.check(address, type)
}
