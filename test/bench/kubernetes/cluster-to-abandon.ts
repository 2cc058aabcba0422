import { busyboxImage } from './images/busybox-image.ts'
import { startCluster } from './start-cluster.ts'
import { tracesOf } from './traces.ts'

// Started by cluster-clean-up.test.ts, which then ends this process in several ways.
const cluster = await startCluster()
const image = await busyboxImage()
await cluster.importImage(image)
await cluster.run('run', 'sleeper', `--image=${image.reference}`, '--command', '--', 'sleep', '3600')
await cluster.run('wait', '--for=condition=Ready', 'pod/sleeper', '--timeout=60s')
process.stdout.write(`${JSON.stringify(tracesOf(cluster))}\n`)
setInterval(() => undefined, 60_000)
