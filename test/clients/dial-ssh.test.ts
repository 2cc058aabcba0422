import { delimiter } from 'node:path'
import type { Duplex } from 'node:stream'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { dialFor } from '../../src/clients/dial-via.ts'
import { CannotAsk } from '../../src/core/facts.ts'
import { MissingToolchain } from '../bench/machine/missing-toolchain.ts'
import { startBastion } from './ssh-bastion.ts'
import { sshdBinary } from './sshd-binary.ts'
import { deadPort, echo, listen } from './tcp-servers.ts'

const sshd = await sshdBinary().catch((error: unknown) => {
  if (error instanceof MissingToolchain && process.env.CI !== 'true') return error
  throw error
})

const why = sshd instanceof MissingToolchain ? ` (skipped: ${sshd.message})` : ''
const never = new AbortController().signal

async function bastion() {
  if (sshd instanceof MissingToolchain) throw sshd
  const started = await startBastion(sshd)
  vi.stubEnv('PATH', `${started.path}${delimiter}${process.env.PATH}`)
  onTestFinished(() => void vi.unstubAllEnvs())
  return started
}

async function roundTrip(stream: Duplex): Promise<string> {
  stream.write('hello')
  for await (const chunk of stream) return String(chunk)
  return ''
}

async function refusal(dialling: Promise<Duplex>): Promise<unknown> {
  return dialling.then(
    () => 'connected',
    (error: unknown) => (error instanceof CannotAsk ? error.unasked.reason : error),
  )
}

describe.skipIf(why !== '')(`through a bastion${why}`, () => {
  test('connects without a local port, and closes both ends', async () => {
    await using _running = await bastion()
    await using server = await listen(echo)
    const stream = await dialFor({ ssh: 'bastion' })('127.0.0.1', server.port, never)
    expect(await roundTrip(stream)).toBe('hello')
    await expect.poll(() => server.open.size).toBe(0)
  })

  test('carries several streams and much data', async () => {
    await using _running = await bastion()
    await using server = await listen(echo)
    const dial = dialFor({ ssh: 'bastion' })
    const sizes = await Promise.all(
      [1, 2, 3].map(async (size) => {
        const stream = await dial('127.0.0.1', server.port, never)
        stream.end(Buffer.alloc(size * 300_000))
        let seen = 0
        for await (const chunk of stream) seen += chunk.length
        return seen
      }),
    )
    expect(sizes).toEqual([300_000, 600_000, 900_000])
  })

  test('says in words why not, and never asks', async () => {
    await using _running = await bastion()
    const port = await deadPort()
    const refused = (name: string) => refusal(dialFor({ ssh: name })('127.0.0.1', port, never))
    const place = `127.0.0.1:${port} is not reachable from here: `
    expect(await refused('bastion')).toBe(`${place}connection refused, says the bastion bastion`)
    expect(await refused('stranger')).toBe(`${place}the bastion stranger refuses the login`)
    expect(await refused('unknown-key')).toBe(`${place}the key of the bastion unknown-key is not known or has changed`)
    expect(await refused('gone')).toBe(`${place}the bastion gone is not reachable from here (connection refused)`)
    expect(await refused('nowhere.invalid')).toMatch(/: the bastion nowhere.invalid has no address \(.+\)$/)
  })

  test('gives up when it is told to', async () => {
    await using _running = await bastion()
    await using silent = await listen((socket) => void socket.resume())
    // An ssh server that never greets.
    const dial = dialFor({ ssh: `ssh://x@127.0.0.1:${silent.port}` })
    expect(await refusal(dial('127.0.0.1', 1, AbortSignal.timeout(200)))).toMatch(/timed out, through the bastion ssh:/)
    await expect.poll(() => silent.open.size).toBe(0)
  })

  test('says that there is no ssh', async () => {
    vi.stubEnv('PATH', '/nonexistent')
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(await refusal(dialFor({ ssh: 'bastion' })('x', 1, never))).toMatch(/: there is no ssh on this machine$/)
  })
})
