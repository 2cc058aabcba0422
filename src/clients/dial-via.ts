import type { Dial } from './dial.ts'
import { dialDirect } from './dial-direct.ts'

/** A way that ends in a stream from this machine. */
export type DialWay = 'direct' | { readonly ssh: string } | { readonly socks: { host: string; port: number } }

/** The dial of a way. What a way needs is loaded when it is first used. */
export function dialFor(way: DialWay): Dial {
  if (way === 'direct') return dialDirect
  if ('ssh' in way) {
    return async (...where) => (await import('./dial-ssh.ts')).dialSsh(way.ssh)(...where)
  }
  return async (...where) => (await import('./dial-socks.ts')).dialSocks(way.socks)(...where)
}
