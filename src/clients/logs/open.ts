import { access, constants, glob, open, stat } from 'node:fs/promises'
import type { Connection } from '../../core/connection.ts'
import { type Budget, CannotAsk } from '../../core/facts.ts'
import type { LogReader, LogTail } from './client.ts'
import type { LogSettings } from './settings.ts'

/** All files together; the lines of 15 minutes of a busy service at the usual levels. */
const byteCap = 4 * 1024 * 1024
/** Of files that match a pattern, those that were written to last. */
const fileCap = 20

/** A way to the log files of a service on this machine. */
export async function openLogs(settings: LogSettings, _budget: Budget): Promise<Connection> {
  const began = performance.now()
  const paths = await matching(settings.files)
  if (paths.length === 0)
    throw new CannotAsk(
      'unreachable',
      `no log file at ${settings.files.join(', ')}`,
      'correct logs.files of the service',
    )
  await readable(paths)
  return {
    client: { tail: (signal) => tail(settings.files, signal) } satisfies LogReader,
    vantage: 'operator',
    roundTripMs: performance.now() - began,
    identity: null,
    sequential: true,
    close: async () => undefined,
  }
}

async function matching(patterns: readonly string[]): Promise<readonly string[]> {
  const paths = new Set<string>()
  for await (const path of glob(patterns)) paths.add(path)
  return [...paths]
}

/** Some of the files suffice; that none may be read is said. */
async function readable(paths: readonly string[]): Promise<void> {
  const allowed = await Promise.allSettled(paths.map((path) => access(path, constants.R_OK)))
  if (allowed.some(({ status }) => status === 'fulfilled')) return
  throw new CannotAsk('forbidden', `${paths[0]} may not be read by this user`, 'read permission on the log files')
}

async function tail(patterns: readonly string[], signal: AbortSignal) {
  const found = await Promise.all((await matching(patterns)).map(describe))
  const latest = found
    .flatMap((each) => each ?? [])
    .toSorted((left, right) => right.writtenAt - left.writtenAt)
    .slice(0, fileCap)
  const files: LogTail[] = []
  let left = byteCap
  for (const each of latest) {
    signal.throwIfAborted()
    const text = await end(each.path, each.bytes, left)
    if (text === null) continue
    files.push({ ...each, text })
    left -= Buffer.byteLength(text)
  }
  return { files, now: Date.now() }
}

async function describe(path: string): Promise<Omit<LogTail, 'text'> | null> {
  const seen = await stat(path).catch(() => null)
  return seen?.isFile() ? { path, bytes: seen.size, writtenAt: seen.mtimeMs } : null
}

/** The last whole lines; null where the file may not be read or went away. */
async function end(path: string, bytes: number, most: number): Promise<string | null> {
  const length = Math.min(bytes, Math.max(0, most))
  try {
    await using file = await open(path, 'r')
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, bytes - length)
    const text = buffer.toString('utf8', 0, bytesRead)
    return length < bytes ? text.slice(text.indexOf('\n') + 1) : text
  } catch {
    return null
  }
}
