import type { Writable } from 'node:stream'

/** Writes text and resolves when the reader took it, or went away. */
export type Print = (text: string) => Promise<void>

/** The reader closed its end (`usrops … | head -1`): it has what it wanted. */
const goneReader: ReadonlySet<string> = new Set(['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END', 'EOF'])

/** A way to print to a stream. Nothing may end the process before what it returns has resolved: a pipe may still hold text. */
export function printerTo(stream: Writable): Print {
  hear(stream)
  return (text) =>
    new Promise((resolve, reject) => {
      if (text === '') return resolve()
      stream.write(text, (error) => {
        if (error && !isGoneReader(error)) return reject(error)
        if (error) unread.add(stream)
        resolve()
      })
    })
}

/** Whether the reader went away; the streams of the process itself forget that they failed. */
export function isUnread(stream: Writable): boolean {
  return unread.has(stream)
}

const heard = new WeakSet<Writable>()
const unread = new WeakSet<Writable>()

/** A broken pipe is told twice, to the callback and as an event; unheard, the event would end the process. */
function hear(stream: Writable): void {
  if (heard.has(stream)) return
  heard.add(stream)
  stream.on('error', (error) => void (isGoneReader(error) && unread.add(stream)))
}

function isGoneReader(error: Error): boolean {
  return 'code' in error && typeof error.code === 'string' && goneReader.has(error.code)
}
