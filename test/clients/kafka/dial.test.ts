import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { Duplex } from 'node:stream'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Dial } from '../../../src/clients/dial.ts'
import { dialDirect } from '../../../src/clients/dial-direct.ts'
import { dialFor } from '../../../src/clients/dial-via.ts'
import { listenOnceFor } from '../../../src/clients/kafka/loopback.ts'
import { CannotAsk } from '../../../src/core/facts.ts'
import { cluster } from '../../../src/facts/kafka/cluster.ts'
import { type KafkaServer, startKafka } from '../../bench/kafka/server.ts'
import { makeCertificates } from '../../bench/machine/certificates.ts'
import { openRunFolder, removeRunFolder } from '../../bench/machine/run-folder.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { onlyThere, serveSocks } from '../socks-server.ts'
import { listen } from '../tcp-servers.ts'
import { lookAt, notOk, only, seen } from './looking.ts'

await describeOnBench(['kafka'], 'a Kafka cluster that is reached through something', () => {
  const dir = openRunFolder()
  const inside = 'broker-0.kafka.users.svc'
  let plain: KafkaServer
  let secure: KafkaServer
  let ca: string

  beforeAll(async () => {
    const tls = await makeCertificates(dir, 'kafka')
    ca = readFileSync(tls.ca, 'utf8')
    plain = await startKafka({ dir, advertised: `${onlyThere}:7777` })
    secure = await startKafka({ dir, name: 'secure', security: 'SSL', tls, advertised: `${inside}:7777` })
  })

  afterAll(async () => {
    await Promise.all([plain.stop(), secure.stop()])
    removeRunFolder(dir)
  })

  /** Leads to one server, under whatever name, and remembers what was asked for. */
  function leadingTo(server: KafkaServer) {
    const dialled: string[] = []
    const open = new Set<Duplex>()
    const dial: Dial = async (host, port, signal) => {
      dialled.push(`${host}:${port}`)
      const stream = await dialDirect(server.host, server.port, signal)
      open.add(stream)
      stream.once('close', () => open.delete(stream))
      return stream
    }
    return { dialled, open, dial }
  }

  it('dials the brokers under the names they advertise, and leaves nothing open', async () => {
    const { dial, dialled, open } = leadingTo(plain)
    const look = await lookAt(`${inside}:9092`, { dial })
    expect(notOk(look)).toEqual({})
    expect(seen(cluster, look).brokers).toMatchObject([{ host: onlyThere, port: 7777, unasked: null }])
    expect(dialled.toSorted()).toEqual([`${inside}:9092`, `${onlyThere}:7777`])
    await expect.poll(() => open.size).toBe(0)
  })

  it('goes through a SOCKS proxy that alone knows the names', async () => {
    await using forwarder = await listen((socket) => {
      const far = connect(plain.port, plain.host)
      socket.pipe(far).pipe(socket)
      socket.on('close', () => far.destroy())
      far.on('error', () => socket.destroy())
    })
    await using proxy = await listen(serveSocks)
    const socks = dialFor({ socks: { host: '127.0.0.1', port: proxy.port } })
    const dial: Dial = (host, _port, signal) => socks(host, forwarder.port, signal)
    const look = await lookAt(`${onlyThere}:9092`, { dial })
    expect(notOk(look)).toEqual({})
  })

  it('wants the certificate to be for the broker, not for the port of this machine that stands for it', async () => {
    const { dial } = leadingTo(secure)
    const refused = only(await lookAt(`${inside}:9092`, { dial, tls: { verify: 'full', ca } }))
    expect(refused.unconnected).toMatchObject({
      kind: 'failed',
      reason: `${inside}:9092: its certificate was not accepted (ERR_TLS_CERT_ALTNAME_INVALID)`,
    })
    const byAddress = only(await lookAt('10.9.8.7:9092', { dial, tls: { verify: 'full', ca } }))
    expect(byAddress.unconnected?.reason).toMatch(/^10\.9\.8\.7:9092: its certificate was not accepted/)
    const named = { verify: 'full', ca, servername: 'localhost' } as const
    expect(notOk(await lookAt(`${inside}:9092`, { dial, tls: named }))).toEqual({})
  })

  it('says what the way says, where it leads nowhere', async () => {
    const dial: Dial = async () => {
      throw new CannotAsk('unreachable', 'the Service users/kafka has no ready endpoint', 'wait')
    }
    expect(only(await lookAt(`${inside}:9092`, { dial })).unconnected).toMatchObject({
      kind: 'unreachable',
      reason: 'the Service users/kafka has no ready endpoint',
    })
  })

  it('says that only the bootstrap address can be reached, where the brokers cannot', async () => {
    const { dial } = leadingTo(plain)
    const half: Dial = async (host, port, signal) => {
      if (host === onlyThere) throw new CannotAsk('unreachable', `there is no way to ${host}`)
      return dial(host, port, signal)
    }
    expect(only(await lookAt(`${inside}:9092`, { dial: half })).unconnected?.reason).toMatch(
      /^broker-0\.kafka\.users\.svc:9092 answers, but its brokers advertise database\.inside:7777/,
    )
  })

  it('says that a way which swallows everything does not answer, and takes it down', async () => {
    const swallowed = new Set<Duplex>()
    const dial: Dial = async () => {
      const stream = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() })
      swallowed.add(stream)
      stream.once('close', () => swallowed.delete(stream))
      return stream
    }
    expect(only(await lookAt(`${inside}:9092`, { dial })).unconnected).toMatchObject({
      kind: 'hung',
      reason: `${inside}:9092 accepted the connection and does not answer`,
    })
    await expect.poll(() => swallowed.size).toBe(0)
  })

  it('lets nobody else use the port of this machine', async () => {
    await using echo = await listen((socket) => void socket.write('for our eyes only'))
    const loopback = await listenOnceFor(await dialDirect('127.0.0.1', echo.port, AbortSignal.timeout(1_000)))
    const stranger = connect(loopback.port, loopback.host)
    const heard: Buffer[] = []
    stranger.on('data', (chunk) => heard.push(chunk)).on('error', () => undefined)
    const gone = new Promise((resolve) => stranger.once('close', resolve))
    await new Promise((resolve) => stranger.once('connect', resolve))
    loopback.admit((stranger.localPort ?? 0) + 1)
    await gone
    expect(heard).toEqual([])
    await expect.poll(() => echo.open.size).toBe(0)
  })
})
