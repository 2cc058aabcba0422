import type { ServerControl } from '../../machine/server-control.ts'
import { inSite, type Site, startProgram } from '../site.ts'

/** Where the API server finds it: the machine's own loopback. */
export const ETCD_URL = 'http://127.0.0.1:2379'

const PEERS_URL = 'http://127.0.0.1:2380'

export function startEtcd(site: Site): Promise<ServerControl> {
  const flags = {
    name: 'etcd',
    'data-dir': inSite(site, 'etcd'),
    'listen-client-urls': ETCD_URL,
    'advertise-client-urls': ETCD_URL,
    'listen-peer-urls': PEERS_URL,
    'initial-advertise-peer-urls': PEERS_URL,
    'initial-cluster': `etcd=${PEERS_URL}`,
    // What is written need not outlive the machine.
    'unsafe-no-fsync': true,
  }
  return startProgram(site, 'etcd', flags, /ready to serve client requests/)
}
