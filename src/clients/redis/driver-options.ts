import type { Duplex } from 'node:stream'
import { AbstractConnector, type RedisOptions } from 'ioredis'

/** One connection over a stream that is there already: no retries, no prefix, no commands of the driver's own. */
export function driverOptions(stream: Duplex) {
  return {
    Connector: class extends AbstractConnector {
      constructor() {
        super(0)
      }
      override async connect() {
        // Streams that are no sockets lack these two; the driver calls them on all.
        const socket = Object.assign(stream, { setKeepAlive: () => stream, setNoDelay: () => stream })
        return socket as unknown as Awaited<ReturnType<AbstractConnector['connect']>>
      }
      override disconnect() {
        this.connecting = false
        stream.destroy()
      }
    },
    lazyConnect: true,
    protocol: 2,
    disableClientInfo: true,
    enableReadyCheck: false,
    retryStrategy: null,
    reconnectOnError: null,
    autoResubscribe: false,
    autoResendUnfulfilledCommands: false,
  } as const satisfies RedisOptions
}
