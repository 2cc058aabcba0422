import { readFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Secret } from '../../../src/core/secret.ts'
import { makeCertificates } from '../../bench/machine/certificates.ts'
import { freePort } from '../../bench/machine/ports.ts'
import { openRunFolder, removeRunFolder } from '../../bench/machine/run-folder.ts'
import { type RedisServer, startRedis } from '../../bench/redis/server.ts'
import { found, lookAt, only, settingsFor } from './looking.ts'

const dir = openRunFolder()
let server: RedisServer
let tls: RedisServer
let ca: string

beforeAll(async () => {
  const certificates = await makeCertificates(dir, 'redis')
  ca = readFileSync(certificates.ca, 'utf8')
  const users = { nobody: 'on >nothing -@all', half: 'on >half -@all +ping +info' }
  server = await startRedis({ dir, password: 'right', users })
  tls = await startRedis({ dir, name: 'redis-tls', tls: certificates })
})

afterAll(async () => {
  await Promise.all([server.stop(), tls.stop()])
  removeRunFolder(dir)
})

const login = (password: string, username?: string) => ({
  password: new Secret(password),
  ...(username !== undefined && { username }),
})

async function unconnected(...args: Parameters<typeof settingsFor>) {
  return only(await lookAt(settingsFor(...args))).unconnected
}

describe('what stands between us and a Redis', () => {
  it('says that a password is missing', async () => {
    expect(await unconnected(server)).toMatchObject({
      kind: 'authentication',
      reason: expect.stringMatching(/wants a password/),
    })
  })

  it('says that a password is wrong, without the password', async () => {
    const unasked = await unconnected(server, login('wrong-one'))
    expect(unasked).toMatchObject({ kind: 'authentication', reason: expect.stringContaining('refuses the password') })
    expect(JSON.stringify(unasked)).not.toContain('wrong-one')
  })

  it('does not mind a password that the server does not want', async () => {
    const settings = settingsFor(tls, { ...login('superfluous'), tls: { verify: 'full', ca } })
    expect(only(await lookAt(settings)).unconnected).toBeUndefined()
  })

  it('connects a user who may do nothing, and names the right for each question', async () => {
    const instance = only(await lookAt(settingsFor(server, login('nothing', 'nobody'))))
    expect(instance.unconnected).toBeUndefined()
    expect(instance.observations['redis.memory']).toMatchObject({
      unasked: { kind: 'forbidden', grant: 'ACL SETUSER nobody +info' },
    })
    expect(instance.observations['redis.slowlog']).toMatchObject({
      unasked: { grant: 'ACL SETUSER nobody +slowlog|get' },
    })
  })

  it('makes the most of a user who may see only INFO', async () => {
    const instance = only(await lookAt(settingsFor(server, login('half', 'half'))))
    expect(instance.observations['redis.clients']).toMatchObject({ value: { nodes: [{ value: { groups: null } }] } })
    expect(instance.observations['redis.configuration']).toMatchObject({
      value: { nodes: [{ value: { settings: null } }] },
    })
    expect(instance.observations['redis.memory']).toMatchObject({ value: { unasked: [] } })
  })

  it('says that nothing listens, as not reachable from here', async () => {
    const port = await freePort()
    expect(await unconnected({ host: '127.0.0.1', port })).toMatchObject({
      kind: 'unreachable',
      reason: expect.stringContaining('not reachable from here'),
    })
  })

  it('tells a server that hangs from one that is not reachable', async () => {
    server.pause()
    try {
      expect(await unconnected(server, login('right'))).toMatchObject({
        kind: 'hung',
        reason: expect.stringContaining('accepted the connection and did not answer'),
      })
    } finally {
      server.resume()
    }
  })

  it('says that a server is full, and does not call it down', async () => {
    const admin = new Redis(server.url)
    await admin.config('SET', 'maxclients', 1)
    try {
      expect(await unconnected(server, login('right'))).toMatchObject({
        kind: 'full',
        reason: expect.stringMatching(/maxclients is reached/),
      })
    } finally {
      await admin.config('SET', 'maxclients', 10_000)
      admin.disconnect()
    }
  })

  it('says that something else than Redis answers', async () => {
    const stranger = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    expect(await unconnected(stranger.address)).toMatchObject({ kind: 'failed' })
    stranger.server.close()
  })

  it('says that a server hangs up without a word', async () => {
    const mute = await listen((socket) => socket.destroy())
    expect(await unconnected(mute.address)).toMatchObject({
      kind: 'failed',
      reason: expect.stringContaining('closed the connection without a word'),
    })
    mute.server.close()
  })
})

describe('TLS', () => {
  it('verifies the certificate by the configured authority', async () => {
    expect(found(await lookAt(settingsFor(tls, { tls: { verify: 'full', ca } })))).toEqual({})
    expect(await unconnected(tls, { tls: { verify: 'full' } })).toMatchObject({
      reason: expect.stringMatching(/certificate .* is not accepted/),
    })
  })

  it('verifies the name, except where the configuration asks for the authority only', async () => {
    const wrongName = { ca, servername: 'other.example' }
    expect(await unconnected(tls, { tls: { verify: 'full', ...wrongName } })).toMatchObject({
      reason: expect.stringMatching(/not accepted/),
    })
    expect(await unconnected(tls, { tls: { verify: 'ca', ...wrongName } })).toBeUndefined()
    expect(await unconnected(tls, { tls: { verify: 'none' } })).toBeUndefined()
  })

  it('says which side does not speak it', async () => {
    expect(await unconnected(server, { tls: { verify: 'full', ca } })).toMatchObject({
      kind: 'hung',
      grant: expect.stringContaining('a server without TLS stays silent too'),
    })
    expect(await unconnected(tls)).toMatchObject({ kind: 'failed', grant: expect.stringMatching(/TLS/) })
  })
})

async function listen(onConnection: (socket: Socket) => void) {
  const host = '127.0.0.1'
  const port = await freePort()
  const server: Server = createServer(onConnection)
  await new Promise<void>((resolve) => server.listen(port, host, resolve))
  return { server, address: { host, port } }
}
