import { createTraffic, type Mix } from './traffic.ts'

export interface LoadOptions {
  readonly url: string
  /** With it the generator signs its own tokens, as the users' old tokens are: a rotated key gives 401. */
  readonly jwtSecret?: string
  /** Instead: where tokens come from. With neither it logs in. */
  readonly token?: () => string | Promise<string>
  readonly ratePerSecond: number
  readonly mix?: Mix
  /** Users 1 to this number are asked for; default 1000. */
  readonly users?: number
  /** False: a new connection for each request, as many different people have; a Service then spreads them over its pods. */
  readonly keepAlive?: boolean
  /** Requests under way at most, default 50; what would exceed it is not sent and counted as skipped. */
  readonly concurrency?: number
}

export interface LoadStats {
  readonly sent: number
  readonly ok: number
  readonly skipped: number
  /** By HTTP status, or by the error's code where there was no answer (`ECONNREFUSED`, `TIMEOUT`). */
  readonly byStatus: Readonly<Record<string, number>>
  /** Milliseconds, over the latest thousand answers. */
  readonly p50: number
  readonly p99: number
}

export interface Load {
  stats(): LoadStats
  /** Counts from zero again. */
  reset(): void
  /** Sends nothing more and waits for what is under way. */
  stop(): Promise<void>
}

const TICK_MS = 20
const LATENCIES = 1000

// Loopback, and the two ranges that clusters of the bench take their addresses from (see address-block.ts).
const OWN_ADDRESSES = /^(127(\.\d+){3}|localhost|\[::1\]|10\.20[0-7](\.\d+){2}|198\.1[89](\.\d+){2})$/

/** Sends requests at a steady rate, to nobody but the bench, until stopped. */
export function startLoad(options: LoadOptions): Load {
  const url = new URL(options.url)
  if (!OWN_ADDRESSES.test(url.hostname))
    throw new Error(`${url.hostname} is not a loopback address, nor one of the bench's clusters`)
  const { ratePerSecond, concurrency = 50 } = options
  const traffic = createTraffic(url, options)
  const underWay = new Set<Promise<void>>()
  let tally = newTally()
  let owed = 0
  let last = performance.now()
  const send = () => {
    if (underWay.size >= concurrency) {
      tally.skipped += 1
      return
    }
    const request = one(traffic.next, tally).finally(() => underWay.delete(request))
    underWay.add(request)
  }
  const timer = setInterval(() => {
    const now = performance.now()
    owed += ((now - last) / 1000) * ratePerSecond
    last = now
    for (; owed >= 1; owed -= 1) send()
  }, TICK_MS)
  return {
    stats: () => summary(tally),
    reset() {
      tally = newTally()
    },
    async stop() {
      clearInterval(timer)
      await Promise.all(underWay)
      traffic.close()
    },
  }
}

interface Tally {
  skipped: number
  readonly byStatus: Map<string, number>
  readonly latencies: number[]
}

function newTally(): Tally {
  return { skipped: 0, byStatus: new Map(), latencies: [] }
}

async function one(next: () => Promise<string>, tally: Tally): Promise<void> {
  const started = performance.now()
  const status = await next()
  tally.byStatus.set(status, (tally.byStatus.get(status) ?? 0) + 1)
  tally.latencies.push(performance.now() - started)
  if (tally.latencies.length > LATENCIES) tally.latencies.shift()
}

function summary({ skipped, byStatus, latencies }: Tally): LoadStats {
  const counts = [...byStatus]
  const total = (wanted: RegExp) => counts.reduce((sum, [status, n]) => (wanted.test(status) ? sum + n : sum), 0)
  const sorted = latencies.toSorted((a, b) => a - b)
  const quantile = (q: number) => Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0)
  return {
    sent: total(/./),
    ok: total(/^2/),
    skipped,
    byStatus: Object.fromEntries(counts),
    p50: quantile(0.5),
    p99: quantile(0.99),
  }
}
