import { createHash } from 'node:crypto'
import { createReadStream, statSync } from 'node:fs'
import { type FileHandle, open } from 'node:fs/promises'

/** One file of an archive; `path` without a leading slash. */
export type TarEntry =
  | { readonly path: string; readonly text: string; readonly mode?: number }
  | { readonly path: string; readonly file: string; readonly mode?: number }
  | { readonly path: string; readonly link: string }
  | { readonly path: string; readonly folder: true; readonly mode?: number }

const BLOCK = 512

/** Writes an archive (ustar, owned by root, without times) and gives its SHA-256 in hex. */
export async function writeTar(target: string, entries: readonly TarEntry[]): Promise<string> {
  const hash = createHash('sha256')
  await using handle = await open(target, 'wx')
  const write = async (bytes: Buffer) => {
    hash.update(bytes)
    await writeAll(handle, bytes)
  }
  for (const entry of entries) {
    const size = sizeOf(entry)
    await write(header(entry, size))
    if ('text' in entry) await write(Buffer.from(entry.text))
    if ('file' in entry) for await (const chunk of createReadStream(entry.file)) await write(chunk)
    await write(Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK))
  }
  await write(Buffer.alloc(2 * BLOCK))
  return hash.digest('hex')
}

async function writeAll(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await handle.write(bytes, done)).bytesWritten
}

function sizeOf(entry: TarEntry): number {
  if ('text' in entry) return Buffer.byteLength(entry.text)
  return 'file' in entry ? statSync(entry.file).size : 0
}

function header(entry: TarEntry, size: number): Buffer {
  const bytes = Buffer.alloc(BLOCK)
  const { name, prefix } = splitPath(entry.path)
  const [kind, mode] =
    'link' in entry ? ['2', 0o777] : 'folder' in entry ? ['5', entry.mode ?? 0o755] : ['0', modeOf(entry)]
  bytes.write(name, 0)
  bytes.write(octal(mode, 8), 100)
  for (const [offset, width] of [
    [108, 8],
    [116, 8],
    [136, 12],
  ] as const)
    bytes.write(octal(0, width), offset)
  bytes.write(octal(size, 12), 124)
  // The sum is taken with blanks in its own place.
  bytes.write(' '.repeat(8), 148)
  bytes.write(kind, 156)
  if ('link' in entry) bytes.write(entry.link, 157)
  bytes.write('ustar\u000000', 257)
  bytes.write(prefix, 345)
  const sum = bytes.reduce((total, byte) => total + byte, 0)
  bytes.write(`${octal(sum, 7)}\u0000 `, 148)
  return bytes
}

function modeOf(entry: { readonly mode?: number }): number {
  return entry.mode ?? 0o644
}

function octal(value: number, width: number): string {
  return value.toString(8).padStart(width - 1, '0')
}

/** The format has 100 bytes for the end of a path and 155 for its beginning. */
function splitPath(path: string): { name: string; prefix: string } {
  if (Buffer.byteLength(path) <= 100) return { name: path, prefix: '' }
  const cut = path.indexOf('/', path.length - 101)
  const [prefix, name] = [path.slice(0, cut), path.slice(cut + 1)]
  if (cut < 1 || prefix.length > 155) throw new Error(`${path} is too long for an archive`)
  return { name, prefix }
}
