import type { Dial } from '../clients/dial.ts'
import { dialFor } from '../clients/dial-via.ts'
import type { Unasked } from '../core/facts.ts'
import { addressText, parseAddress } from './address.ts'
import type { Way } from './schema/way.ts'

/** How a connection is dialled, or why it is not. */
export interface Reach {
  readonly dial: Dial
  readonly notDialled?: Unasked
  readonly words: string
}

/** `forward` is the way through the cluster of a service. */
export function reachOf(way: Way, forward?: Reach): Reach {
  if (way === 'direct') return { dial: dialFor('direct'), words: 'direct' }
  if (way === 'port-forward') return forward ?? withoutCluster
  if ('ssh' in way) return { dial: dialFor({ ssh: way.ssh }), words: `ssh ${way.ssh}` }
  const proxy = parseAddress(way.socks, 1080) ?? { host: way.socks, port: 1080 }
  return { dial: dialFor({ socks: proxy }), words: `socks ${addressText(proxy)}` }
}

const needsCluster: Unasked = {
  kind: 'unsupported',
  reason: 'via: port-forward needs a Kubernetes cluster, and this service is on none',
  grant:
    'name its cluster (clusters: of the environment), or use via: direct, { ssh: bastion } or { socks: host:port }',
}

const withoutCluster: Reach = { dial: dialFor('direct'), notDialled: needsCluster, words: 'port-forward' }
