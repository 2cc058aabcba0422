import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ClusterSession } from '../../../src/clients/kubernetes/session.ts'
import type { Cluster } from '../../bench/kubernetes/cluster.ts'
import { userServiceImage } from '../../bench/kubernetes/images/user-service-image.ts'
import { startCluster } from '../../bench/kubernetes/start-cluster.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { open, unaskedOf } from './asking.ts'
import { newNamespace, type OwnNamespace } from './namespace.ts'

/** What listens in the pod, by port. */
const ports = { echo: 9000, greeting: 9001, torrent: 9002, hangsUp: 9003, count: 9004, nothing: 9999 } as const

const servers = `
const net = require('node:net')
const echoing = new Set()
net.createServer((s) => { echoing.add(s); s.on('close', () => echoing.delete(s)); s.on('error', () => 0); s.pipe(s) }).listen(${ports.echo})
net.createServer((s) => { s.on('error', () => 0); s.write('welcome') }).listen(${ports.greeting})
net.createServer((s) => { s.on('error', () => 0); const more = () => { while (s.writable && s.write(Buffer.alloc(65536, 46))); }; s.on('drain', more); more() }).listen(${ports.torrent})
net.createServer((s) => s.end()).listen(${ports.hangsUp})
net.createServer((s) => { s.on('error', () => 0); s.end(String(echoing.size)) }).listen(${ports.count})
`

await describeOnBench(['kubernetes'], 'a tunnel to a port of a pod', () => {
  let cluster: Cluster
  let own: OwnNamespace
  let session: ClusterSession
  const pod = () => ({ namespace: own.name, name: 'servers' })

  beforeAll(async () => {
    cluster = await startCluster()
    own = await newNamespace(cluster, 'client-tunnels')
    const image = await userServiceImage()
    await cluster.importImage(image)
    const probe = { tcpSocket: { port: ports.count }, periodSeconds: 1 }
    const container = { name: 'servers', image: image.reference, command: ['/usr/local/bin/node', '-e', servers] }
    const spec = { terminationGracePeriodSeconds: 0, containers: [{ ...container, readinessProbe: probe }] }
    await own.apply({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'servers' }, spec })
    await own.run('wait', 'pod/servers', '--for=condition=Ready', '--timeout=120s')
    session = await open({ kubeconfig: cluster.kubeconfig })
  })

  afterAll(async () => {
    session.close()
    await own.remove()
    await cluster.stop()
  })

  const forward = (port: number, ms = 10_000) => session.forward(pod(), port, AbortSignal.timeout(ms))

  async function connectionsInside(): Promise<number> {
    return Number(await text(await forward(ports.count)))
  }

  it('carries bytes both ways, unchanged, in pieces of any size', async () => {
    const stream = await forward(ports.echo)
    const bytes = randomBytes(3_000_000)
    const back = new Promise<Buffer>((resolve) => {
      const chunks: Buffer[] = []
      let length = 0
      stream.on('data', (chunk: Buffer) => {
        chunks.push(chunk)
        length += chunk.length
        if (length >= bytes.length) resolve(Buffer.concat(chunks))
      })
    })
    for (const size of [1, 2, 31_999, 32_768, 32_769, 1_000_000]) stream.write(bytes.subarray(0, size))
    const sent = Buffer.concat([1, 2, 31_999, 32_768, 32_769, 1_000_000].map((size) => bytes.subarray(0, size)))
    stream.write(bytes.subarray(0, bytes.length - sent.length))
    const expected = Buffer.concat([sent, bytes.subarray(0, bytes.length - sent.length)])
    const digest = (of: Buffer) => createHash('sha256').update(of).digest('hex')
    expect(digest(await back)).toBe(digest(expected))
    stream.destroy()
  })

  it('is there for servers that speak first, and for those that say nothing', async () => {
    const greeted = await forward(ports.greeting)
    const [word] = await once(greeted, 'data')
    expect(String(word)).toBe('welcome')
    greeted.destroy()
    const quiet = await forward(ports.echo)
    expect(quiet.readableLength).toBe(0)
    quiet.destroy()
    expect((await buffer(await forward(ports.hangsUp))).length).toBe(0)
  })

  it('can be one of twenty at once', async () => {
    const streams = await Promise.all(Array.from({ length: 20 }, () => forward(ports.echo)))
    const answers = await Promise.all(
      streams.map(async (stream, index) => {
        stream.write(`number ${index}`)
        const [answer] = await once(stream, 'data')
        return String(answer)
      }),
    )
    expect(answers).toEqual(streams.map((_stream, index) => `number ${index}`))
    for (const stream of streams) stream.destroy()
    await expect.poll(connectionsInside, { timeout: 20_000 }).toBe(0)
  })

  it('is refused, with words for people and a code for drivers, where nothing listens', async () => {
    const error: Error = await forward(ports.nothing).then(
      () => new Error('connected'),
      (reason) => reason,
    )
    expect(await unaskedOf(Promise.reject(error))).toEqual({
      says: `unreachable: port 9999 of pod servers in namespace ${own.name} is not reachable: connection refused inside the pod`,
      grant: undefined,
    })
    expect(error.cause).toMatchObject({ code: 'ECONNREFUSED', port: 9999 })
  })

  it('is refused where there is no such pod', async () => {
    const asking = session.forward({ namespace: own.name, name: 'gone' }, 80, AbortSignal.timeout(5_000))
    expect((await unaskedOf(asking)).says).toBe(`unreachable: there is no pod gone in namespace ${own.name}`)
  })

  it('holds back a pod that sends more than is read', async () => {
    const stream = await forward(ports.torrent)
    await sleep(1_000)
    const before = process.memoryUsage().rss
    await sleep(1_500)
    expect(stream.readableLength).toBeLessThan(1_000_000)
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000)
    let read = 0
    for await (const chunk of stream) {
      read += chunk.length
      if (read > 30_000_000) break
    }
    expect(read).toBeGreaterThan(30_000_000)
    expect(stream.destroyed).toBe(true)
  })

  it('holds back who writes more than is taken', async () => {
    const stream = await forward(ports.greeting)
    // Nobody reads there, so what fits into the buffers on the way is all that is ever taken.
    let written = 0
    const chunk = Buffer.alloc(1_000_000)
    while (written < 200) {
      written += 1
      if (!stream.write(chunk)) {
        const drained = await Promise.race([once(stream, 'drain').then(() => true), sleep(1_500, false)])
        if (!drained) break
      }
    }
    expect(written).toBeLessThan(100)
    stream.destroy()
  })

  it('goes on reading after its end was written', async () => {
    const stream = await forward(ports.greeting)
    stream.end('nothing more from here')
    const [word] = await once(stream, 'data')
    expect(String(word)).toBe('welcome')
    expect(stream.readableEnded).toBe(false)
    stream.destroy()
  })

  it('is given up on when nobody waits for it, and stays when the wait is over', async () => {
    const giveUp = new AbortController()
    const dialling = unaskedOf(session.forward(pod(), ports.echo, giveUp.signal))
    giveUp.abort()
    expect((await dialling).says).toMatch(/^unreachable: /)
    expect((await unaskedOf(session.forward(pod(), ports.echo, AbortSignal.abort()))).says).toMatch(/^unreachable: /)
    await expect.poll(connectionsInside, { timeout: 20_000 }).toBe(0)
    const wait = new AbortController()
    const stream = await session.forward(pod(), ports.echo, wait.signal)
    wait.abort()
    stream.write('still there')
    const [answer] = await once(stream, 'data')
    expect(String(answer)).toBe('still there')
    stream.destroy()
  })

  it('ends with the session', async () => {
    await using other = await open({ kubeconfig: cluster.kubeconfig })
    const stream: Duplex = await other.forward(pod(), ports.echo, AbortSignal.timeout(5_000))
    const closed = once(stream, 'close')
    other.close()
    await closed
    await expect.poll(connectionsInside, { timeout: 20_000 }).toBe(0)
  })

  it('ends with the pod', async () => {
    const stream = await forward(ports.echo)
    const ended = text(stream).catch(() => 'failed')
    await own.run('delete', 'pod', 'servers', '--wait=false')
    expect(await ended).toMatch(/^(failed)?$/)
  })
})
