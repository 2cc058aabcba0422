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

export function reachOf(way: Way): Reach {
  if (way === 'direct') return { dial: dialFor('direct'), words: 'direct' }
  if (way === 'port-forward') return { dial: dialFor('direct'), notDialled: needsCluster, words: 'port-forward' }
  if ('ssh' in way) return { dial: dialFor({ ssh: way.ssh }), words: `ssh ${way.ssh}` }
  const proxy = parseAddress(way.socks, 1080) ?? { host: way.socks, port: 1080 }
  return { dial: dialFor({ socks: proxy }), words: `socks ${addressText(proxy)}` }
}

/** Kafka's brokers are dialled under the names they advertise, by the driver itself: a bastion or a proxy is of no use to it. */
export function reachOfKafka(way: Way): Reach {
  const reach = reachOf(way)
  if (way === 'direct' || reach.notDialled) return reach
  return { ...reach, notDialled: onlyDirect }
}

const needsCluster: Unasked = {
  kind: 'unsupported',
  reason: 'via: port-forward needs a Kubernetes cluster, and this environment has none',
  grant: 'use via: direct, { ssh: bastion } or { socks: host:port }',
}

const onlyDirect: Unasked = {
  kind: 'unsupported',
  reason: 'Kafka brokers are reached under the names they advertise, which works only directly',
  grant: 'run usrops where the brokers are reachable, with kafka.via: direct',
}
