import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { dialDirect } from '../../src/clients/dial-direct.ts'
import { dialSocks } from '../../src/clients/dial-socks.ts'
import { dialFor } from '../../src/clients/dial-via.ts'
import { CannotAsk } from '../../src/core/facts.ts'
import { tempFolder } from '../config/temp-folder.ts'
import { onlyThere, serveSocks } from './socks-server.ts'
import { deadPort, echo, listen } from './tcp-servers.ts'

const never = new AbortController().signal

async function roundTrip(stream: Duplex): Promise<string> {
  stream.write('hello')
  for await (const chunk of stream) return String(chunk)
  return ''
}

async function reasonOf(dialling: Promise<Duplex>): Promise<string> {
  const error = await dialling.then(
    () => new Error('connected'),
    (reason: unknown) => reason,
  )
  return error instanceof CannotAsk ? `${error.unasked.kind}: ${error.unasked.reason}` : String(error)
}

describe('directly', () => {
  test('connects by address, by name and to a socket', async () => {
    using folder = tempFolder()
    await using server = await listen(echo)
    await using socket = await listen(echo, { path: join(folder.path, 's') })
    expect(await roundTrip(await dialDirect('127.0.0.1', server.port, never))).toBe('hello')
    expect(await roundTrip(await dialDirect('localhost', server.port, never))).toBe('hello')
    expect(await roundTrip(await dialDirect(join(folder.path, 's'), socket.port, never))).toBe('hello')
  })

  test('says in words why not', async () => {
    const port = await deadPort()
    expect(await reasonOf(dialDirect('127.0.0.1', port, never))).toBe(
      `unreachable: 127.0.0.1:${port} is not reachable from here: connection refused`,
    )
    expect(await reasonOf(dialDirect('localhost', port, never))).toMatch(/: connection refused$/)
    expect(await reasonOf(dialDirect('/nonexistent/s', 0, never))).toBe(
      'unreachable: /nonexistent/s is not reachable from here: no such socket',
    )
    expect(await reasonOf(dialDirect('no-such-name.invalid', 1, never))).toMatch(
      /^unreachable: no-such-name.invalid:1 is not reachable from here: (no such name|the name service does not answer)$/,
    )
  })

  test('gives up when it is told to, and leaves nothing behind', async () => {
    await using server = await listen(echo)
    const giveUp = new AbortController()
    const dialling = reasonOf(dialDirect('127.0.0.1', server.port, giveUp.signal))
    giveUp.abort()
    expect(await dialling).toMatch(/: timed out$/)
    await expect.poll(() => server.open.size).toBe(0)
    expect(await reasonOf(dialDirect('127.0.0.1', 1, AbortSignal.abort()))).toMatch(/timed out$/)
  })
})

describe('through a SOCKS proxy', () => {
  test('connects to a name that only the proxy knows', async () => {
    await using server = await listen(echo)
    await using proxy = await listen(serveSocks)
    const dial = dialFor({ socks: { host: '127.0.0.1', port: proxy.port } })
    expect(await roundTrip(await dial(onlyThere, server.port, never))).toBe('hello')
  })

  test.each([
    ['what the proxy cannot reach', onlyThere, 'connection refused'],
    ['what the proxy forbids', 'forbidden.inside', 'not permitted'],
  ])('says in words why not: %s', async (_name, host, words) => {
    const port = await deadPort()
    await using proxy = await listen(serveSocks)
    const dialling = dialSocks({ host: '127.0.0.1', port: proxy.port })(host, port, never)
    expect(await reasonOf(dialling)).toBe(
      `unreachable: ${host}:${port} is not reachable from here, through the proxy 127.0.0.1:${proxy.port}: ${words}`,
    )
  })

  test('names the proxy where it is the proxy that is not there', async () => {
    const port = await deadPort()
    expect(await reasonOf(dialSocks({ host: '127.0.0.1', port })('x', 1, never))).toBe(
      `unreachable: 127.0.0.1:${port} is not reachable from here (the SOCKS proxy): connection refused`,
    )
  })

  test('gives up on a proxy that does not answer, and closes its connection', async () => {
    await using proxy = await listen(serveSocks)
    const dialling = dialSocks({ host: '127.0.0.1', port: proxy.port })('silent.inside', 1, AbortSignal.timeout(100))
    expect(await reasonOf(dialling)).toMatch(/: timed out$/)
    await expect.poll(() => proxy.open.size).toBe(0)
  })

  test('cannot reach a socket of this machine', async () => {
    expect(await reasonOf(dialSocks({ host: '127.0.0.1', port: 1 })('/run/s', 0, never))).toMatch(/^unsupported: /)
  })
})
