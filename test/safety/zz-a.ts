import { readdirSync, readFileSync } from 'node:fs'
import { startPooledService } from './pooled-service.ts'
import { OperatorFolder } from './program.ts'
import { startTalkativeService } from './talkative-service.ts'

using f = new OperatorFolder()
const g = await startPooledService()
const t = await startTalkativeService(g.bench.dir)
console.log(
  'http->https',
  (await f.usrops(['diagnose', '--no-wait'], { SERVICE_URL: t.url.replace('https', 'http') })).stdout,
)
// children's command lines
const file = f.write(
  'u.yaml',
  JSON.stringify({
    version: 1,
    environments: {
      a: {
        services: {
          s: {
            redis: {
              host: g.bench.redis.host,
              port: g.bench.redis.port,
              password: { exec: ['sh', '-c', 'sleep 0.5; cat pw'] },
            },
            postgres: { url: 'env:DB' },
          },
        },
      },
    },
  }),
)
f.write('pw', 'c4n4ry-file-pw')
const run = f.start(['diagnose', '--config', file], { DB: g.bench.pgbouncer.url })
const seen = new Set<string>()
const timer = setInterval(() => {
  for (const p of readdirSync('/proc'))
    if (/^\d+$/.test(p))
      try {
        const st = readFileSync(`/proc/${p}/stat`, 'utf8')
        const ppid = Number(st.split(') ')[1]!.split(' ')[1])
        if (ppid === run.pid || Number(p) === run.pid)
          seen.add(readFileSync(`/proc/${p}/cmdline`, 'utf8').replaceAll('\0', ' '))
      } catch {}
}, 10)
const r = await run
clearInterval(timer)
console.log('cmdlines', [...seen], r.exitCode)
// recovered kafka, then paused service
await g.bench.kafka.kill()
await new Promise((r) => setTimeout(r, 8000))
await g.bench.kafka.start()
await new Promise((r) => setTimeout(r, 15000))
g.service.pause()
const d = await f.usrops(['diagnose', '-v', '--no-wait'], g.asOperator)
console.log(d.stdout.split('\nchecks')[0])
g.service.resume()
await t.stop()
await g.stop()
