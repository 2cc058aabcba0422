import { randomFillSync } from 'node:crypto'

/** Frames of the WebSocket protocol: https://www.rfc-editor.org/rfc/rfc6455#section-5.2 */
export interface Frame {
  readonly opcode: Opcode
  /** The last one of its message. */
  readonly final: boolean
  readonly payload: Buffer
}

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

export type Opcode = (typeof opcodes)[keyof typeof opcodes]

/** A client masks what it sends. */
export function encodeFrame(opcode: Opcode, payload: Buffer): Buffer {
  const extended = payload.length < 126 ? 0 : payload.length < 65_536 ? 2 : 8
  const frame = Buffer.allocUnsafe(2 + extended + 4 + payload.length)
  frame[0] = 0x80 | opcode
  frame[1] = 0x80 | (extended === 0 ? payload.length : extended === 2 ? 126 : 127)
  if (extended === 2) frame.writeUInt16BE(payload.length, 2)
  if (extended === 8) frame.writeBigUInt64BE(BigInt(payload.length), 2)
  const start = 2 + extended
  const mask = randomFillSync(frame.subarray(start, start + 4))
  for (let index = 0; index < payload.length; index += 1)
    frame[start + 4 + index] = (payload[index] ?? 0) ^ (mask[index & 3] ?? 0)
  return frame
}

/** More than the servers of Kubernetes send at once; a longer one is no frame of theirs. */
const longest = 64 * 1024 * 1024

/** Takes bytes as they come and gives the frames that are whole. */
export class FrameReader {
  #chunks: Buffer[] = []
  #length = 0

  /** Throws where the bytes are no frames of a server. */
  push(chunk: Buffer): readonly Frame[] {
    this.#chunks.push(chunk)
    this.#length += chunk.length
    const frames: Frame[] = []
    for (let frame = this.#next(); frame !== null; frame = this.#next()) frames.push(frame)
    return frames
  }

  #next(): Frame | null {
    const needed = this.#needed()
    if (needed === null || this.#length < needed.header + needed.payload) return null
    const whole = this.#joined()
    const end = needed.header + needed.payload
    this.#chunks = end < whole.length ? [whole.subarray(end)] : []
    this.#length -= end
    const first = whole[0] ?? 0
    return {
      opcode: (first & 0x0f) as Opcode,
      final: (first & 0x80) !== 0,
      payload: whole.subarray(needed.header, end),
    }
  }

  /** The size of the next frame, once its header is here. */
  #needed(): { header: number; payload: number } | null {
    if (this.#length < 2) return null
    const second = this.#head(2)[1] ?? 0
    if ((second & 0x80) !== 0) throw new Error('a server does not mask its frames')
    const header = second === 126 ? 4 : second === 127 ? 10 : 2
    if (this.#length < header) return null
    const head = this.#head(header)
    const payload = header === 4 ? head.readUInt16BE(2) : header === 10 ? Number(head.readBigUInt64BE(2)) : second
    if (payload > longest) throw new Error('a frame is too long')
    return { header, payload }
  }

  #head(length: number): Buffer {
    const [first] = this.#chunks
    return first !== undefined && first.length >= length ? first : this.#joined()
  }

  #joined(): Buffer {
    const [first, ...rest] = this.#chunks
    if (first !== undefined && rest.length === 0) return first
    const whole = Buffer.concat(this.#chunks)
    this.#chunks = [whole]
    return whole
  }
}
