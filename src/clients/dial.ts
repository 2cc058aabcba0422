import type { Duplex } from 'node:stream'

/** Opens a stream to an address as one environment reaches it: directly, or through ssh, socks or a cluster. Rejects with CannotAsk `unreachable`. */
export type Dial = (host: string, port: number, signal: AbortSignal) => Promise<Duplex>
