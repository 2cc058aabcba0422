import { once } from 'node:events'
import { duplexPair } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { encodeFrame, opcodes } from '../../../src/clients/kubernetes/frames.ts'
import { PodRefused } from '../../../src/clients/kubernetes/pod-refused.ts'
import { PodStream } from '../../../src/clients/kubernetes/pod-stream.ts'

const data = 0
const error = 1
const port = Buffer.from([0x90, 0x1f])

function frame(opcode: number, payload: Buffer, final = true): Buffer {
  return Buffer.concat([Buffer.from([(final ? 128 : 0) | opcode, payload.length]), payload])
}

function message(channel: number, content: Buffer | string): Buffer {
  return frame(opcodes.binary, Buffer.concat([Buffer.from([channel]), Buffer.from(content)]))
}

/** A stream and the server at its other end, which has said which port it is. */
function tunnel(head: Buffer = Buffer.alloc(0)) {
  const [client, server] = duplexPair()
  const stream = new PodStream(client, head)
  server.write(message(data, port))
  server.write(message(error, port))
  return { stream, server }
}

describe('a stream to a pod', () => {
  test('begins when the kubelet has named the port on both channels', async () => {
    const [client, server] = duplexPair()
    const stream = new PodStream(client, message(data, port.subarray(0, 1)))
    let begun = false
    stream.begun.then(() => {
      begun = true
    })
    server.write(message(data, Buffer.concat([port.subarray(1), Buffer.from('early')])))
    expect(String((await once(stream, 'data'))[0])).toBe('early')
    expect(begun).toBe(false)
    server.write(message(error, port))
    await stream.begun
  })

  test('reads messages in pieces, and answers a ping between them', async () => {
    const { stream, server } = tunnel()
    server.write(frame(opcodes.binary, Buffer.from([data, 97]), false))
    server.write(frame(opcodes.ping, Buffer.from('?')))
    server.write(frame(opcodes.continuation, Buffer.from('b')))
    expect(String((await once(stream, 'data'))[0])).toBe('ab')
    const [pong] = await once(server, 'data')
    expect([pong[0], pong.length]).toEqual([0x80 | opcodes.pong, encodeFrame(opcodes.pong, Buffer.from('?')).length])
  })

  test('ends with the good-bye of the server', async () => {
    const { stream, server } = tunnel()
    server.write(message(data, 'last words'))
    server.write(frame(opcodes.close, Buffer.from([3, 232])))
    expect(await text(stream)).toBe('last words')
    await expect.poll(() => stream.destroyed).toBe(true)
    expect(stream.errored).toBeNull()
  })

  test('fails with the words of the kubelet, however late they come', async () => {
    const { stream, server } = tunnel()
    await stream.begun
    server.write(
      message(error, 'failed to connect to localhost:8080: dial tcp4 127.0.0.1:8080: connect: connection refused'),
    )
    const [failure] = await once(stream, 'error')
    expect(failure).toBeInstanceOf(PodRefused)
    expect(failure).toMatchObject({ message: 'connection refused inside the pod', code: 'ECONNREFUSED' })
  })

  test('fails where the server does not speak the protocol', async () => {
    const { stream, server } = tunnel()
    server.write(encodeFrame(opcodes.binary, Buffer.from('masked')))
    expect((await once(stream, 'error'))[0].message).toContain('mask')
  })
})

test.each([
  ['error forwarding port: container not running (abc)', 'the pod is not running', 'EHOSTUNREACH'],
  ['dial tcp4 127.0.0.1:80: connect: connection timed out', 'no answer inside the pod', 'ETIMEDOUT'],
  ['something new, token=abcdef', 'something new, token=[…]', 'ECONNRESET'],
])('the words of the kubelet, %s, become shorter ones', (complaint, words, code) => {
  expect(new PodRefused(complaint)).toMatchObject({ message: words, code })
})
