import { Duplex } from 'node:stream'
import { encodeFrame, type Frame, FrameReader, opcodes } from './frames.ts'
import { PodRefused } from './pod-refused.ts'

/** Each message begins with the number of its channel; each channel begins with the port, in two bytes. */
const channels = { data: 0, error: 1 } as const
const portBytes = 2

/** Servers take their time with messages that are longer. */
const longestMessage = 32 * 1024

/**
 * One connection to a port of a pod over the WebSocket that the API server opened for it (`v4.channel.k8s.io`).
 * The protocol has no word for the end of one side: after `end()` the stream goes on reading until the pod is done, but the pod does not hear of it.
 */
export class PodStream extends Duplex {
  /** Once the kubelet has begun: it then dials inside the pod. */
  readonly begun: Promise<void>
  /** Once there is a first word from the pod. */
  readonly spoken: Promise<void>
  readonly #socket: Duplex
  readonly #reader = new FrameReader()
  readonly #begin = Promise.withResolvers<void>()
  readonly #speak = Promise.withResolvers<void>()
  /** Bytes of the port that are still to come, by channel. */
  readonly #portBytes = [portBytes, portBytes]
  #parts: Buffer[] = []
  #complaint = ''
  #ended = false

  constructor(socket: Duplex, head: Buffer) {
    super({ allowHalfOpen: false })
    this.#socket = socket
    this.begun = this.#begin.promise
    this.begun.catch(() => undefined)
    this.spoken = this.#speak.promise
    socket.on('data', (chunk: Buffer) => this.#take(chunk))
    socket.on('error', (error) => this.destroy(error))
    socket.on('end', () => this.#over())
    socket.on('close', () => this.#over())
    if (head.length > 0) this.#take(head)
  }

  override _read(): void {
    this.#socket.resume()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const messages = Array.from({ length: Math.ceil(chunk.length / longestMessage) }, (_, index) =>
      Buffer.concat([dataChannel, chunk.subarray(index * longestMessage, (index + 1) * longestMessage)]),
    )
    const frames = messages.map((message) => encodeFrame(opcodes.binary, message))
    this.#socket.write(Buffer.concat(frames), (error) => done(error))
  }

  override _final(done: () => void): void {
    done()
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#begin.reject(error ?? new Error('closed'))
    this.#ended = true
    // 1000: done. https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1
    if (this.#socket.writable) this.#socket.end(encodeFrame(opcodes.close, Buffer.from([0x03, 0xe8])))
    this.#socket.destroy()
    done(error)
  }

  #take(chunk: Buffer): void {
    try {
      for (const frame of this.#reader.push(chunk)) this.#takeFrame(frame)
    } catch (error) {
      this.destroy(error instanceof Error ? error : new Error(String(error)))
    }
  }

  #takeFrame({ opcode, final, payload }: Frame): void {
    if (this.#ended) return
    if (opcode === opcodes.close) this.#over()
    if (opcode === opcodes.ping) this.#socket.write(encodeFrame(opcodes.pong, payload))
    // Only the frames of control are numbered from here on.
    if (opcode >= opcodes.close) return
    this.#parts.push(payload)
    if (!final) return
    const message = this.#parts.length === 1 ? payload : Buffer.concat(this.#parts)
    this.#parts = []
    if (message.length > 0) this.#takeMessage(message[0] ?? 0, message.subarray(1))
  }

  #takeMessage(channel: number, bytes: Buffer): void {
    const skipped = Math.min(this.#portBytes[channel] ?? 0, bytes.length)
    this.#portBytes[channel] = (this.#portBytes[channel] ?? 0) - skipped
    const content = bytes.subarray(skipped)
    if (channel === channels.error) this.#complaint += content.toString('utf8')
    if (this.#portBytes[channels.error] === 0) this.#begin.resolve()
    if (this.#complaint !== '') this.destroy(new PodRefused(this.#complaint))
    if (channel !== channels.data || content.length === 0) return
    this.#speak.resolve()
    if (!this.push(content)) this.#socket.pause()
  }

  /** The pod has nothing more to say. */
  #over(): void {
    if (this.#ended) return
    this.#ended = true
    this.#begin.reject(new Error('closed'))
    this.push(null)
  }
}

const dataChannel = Buffer.from([channels.data])
