import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { encodeFrame, FrameReader, opcodes } from '../../../src/clients/kubernetes/frames.ts'

/** What a server sends: the same frame without a mask. */
function serverFrame(opcode: number, payload: Buffer, final = true): Buffer {
  const { length } = payload
  const head = length < 126 ? [length] : length < 65_536 ? [126, length >> 8, length & 255] : null
  const long = Buffer.alloc(9, 127)
  if (head === null) long.writeBigUInt64BE(BigInt(length), 1)
  return Buffer.concat([Buffer.from([(final ? 128 : 0) | opcode]), head ? Buffer.from(head) : long, payload])
}

/** Reads a client's frame as a server does: RFC 6455, 5.3. */
function unmasked(frame: Buffer): Buffer {
  const short = (frame[1] ?? 0) & 127
  const start = short === 126 ? 4 : short === 127 ? 10 : 2
  const mask = frame.subarray(start, start + 4)
  return frame.subarray(start + 4).map((byte, index) => byte ^ (mask[index % 4] ?? 0)) as Buffer
}

const sizes = [0, 1, 125, 126, 127, 65_535, 65_536, 200_000]

test.each(sizes)('writes a frame of %d bytes as a server reads it', (size) => {
  const payload = randomBytes(size)
  const frame = encodeFrame(opcodes.binary, payload)
  expect(frame[0]).toBe(0x82)
  expect(((frame[1] ?? 0) & 0x80) !== 0).toBe(true)
  expect(unmasked(frame).equals(payload)).toBe(true)
})

test.each([1, 2, 3, 7, 1_000, 70_000, 1_000_000])('reads frames that arrive in pieces of %d bytes', (piece) => {
  const payloads = sizes.map((size) => randomBytes(piece === 1 ? Math.min(size, 300) : size))
  const bytes = Buffer.concat(payloads.map((payload) => serverFrame(opcodes.binary, payload)))
  const reader = new FrameReader()
  const read = Array.from({ length: Math.ceil(bytes.length / piece) }, (_, index) =>
    reader.push(bytes.subarray(index * piece, (index + 1) * piece)),
  ).flat()
  expect(read.map(({ payload }) => payload.length)).toEqual(payloads.map(({ length }) => length))
  expect(read.every(({ payload }, index) => payload.equals(payloads[index] ?? Buffer.alloc(0)))).toBe(true)
})

test('tells pieces of a message, and the kinds of frames', () => {
  const reader = new FrameReader()
  const frames = reader.push(
    Buffer.concat([
      serverFrame(opcodes.binary, Buffer.from('a'), false),
      serverFrame(opcodes.ping, Buffer.from('?')),
      serverFrame(opcodes.continuation, Buffer.from('b')),
      serverFrame(opcodes.close, Buffer.from([3, 232])),
    ]),
  )
  expect(frames.map(({ opcode, final }) => [opcode, final])).toEqual([
    [opcodes.binary, false],
    [opcodes.ping, true],
    [opcodes.continuation, true],
    [opcodes.close, true],
  ])
})

test('refuses what no server may send', () => {
  expect(() => new FrameReader().push(encodeFrame(opcodes.binary, Buffer.from('x')))).toThrow('mask')
  const endless = Buffer.alloc(10, 0xff)
  endless[1] = 127
  expect(() => new FrameReader().push(endless)).toThrow('too long')
})
