import { startBench } from './bench.ts'

// Started by bench.test.ts, which then ends this process in several ways.
const bench = await startBench({ postgres: true, redis: true })
process.stdout.write(`${JSON.stringify({ dir: bench.dir, pids: [bench.postgres.pid, bench.redis.pid] })}\n`)
setInterval(() => undefined, 60_000)
