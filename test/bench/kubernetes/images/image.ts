import { createHash, type Hash } from 'node:crypto'
import { createReadStream, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { cached, cacheFolder } from '../../machine/cache.ts'
import { type TarEntry, writeTar } from './tar-writer.ts'

export interface ImageDescription {
  /** The last part of the reference. */
  readonly name: string
  /** Default: a hash of what is in it, so that a changed image has another reference. */
  readonly tag?: string
  readonly files: readonly TarEntry[]
  readonly entrypoint: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly workingDir?: string
  /** `uid:gid`; default root. */
  readonly user?: string
}

/** An image that needs no registry. */
export interface Image {
  /** For `image:` of a container, with `imagePullPolicy: IfNotPresent`. */
  readonly reference: string
  /** A docker archive, as `docker load`, `ctr images import` and `kind load image-archive` take it. */
  readonly archive: string
}

const KEPT_MS = 24 * 60 * 60 * 1000

/** Writes an image of one layer; once for each content, no daemon needed. */
export async function imageOf(description: ImageDescription): Promise<Image> {
  const hash = await hashOf(description)
  const { name, tag = hash } = description
  const reference = `localhost/usrops-bench/${name}:${tag}`
  const folder = await cached(`image-${name}-${hash}`, async (target) => {
    removeOlder(name)
    await writeArchive(target, reference, description)
  })
  return { reference, archive: join(folder, 'image.tar') }
}

async function writeArchive(target: string, reference: string, description: ImageDescription): Promise<void> {
  const layer = join(target, 'layer.tar')
  const digest = await writeTar(layer, description.files)
  const manifest = [{ Config: 'config.json', RepoTags: [reference], Layers: ['layer.tar'] }]
  await writeTar(join(target, 'image.tar'), [
    { path: 'manifest.json', text: JSON.stringify(manifest) },
    { path: 'config.json', text: JSON.stringify(configuration(description, digest)) },
    { path: 'layer.tar', file: layer },
  ])
  rmSync(layer)
}

function configuration(
  { entrypoint, env = {}, workingDir = '/', user = '' }: ImageDescription,
  digest: string,
): object {
  return {
    architecture: process.arch === 'x64' ? 'amd64' : process.arch,
    os: 'linux',
    config: {
      Entrypoint: entrypoint,
      Env: Object.entries({ PATH, ...env }).map(([name, value]) => `${name}=${value}`),
      WorkingDir: workingDir,
      User: user,
    },
    rootfs: { type: 'layers', diff_ids: [`sha256:${digest}`] },
  }
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'

async function hashOf({ files, ...rest }: ImageDescription): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(rest))
  for (const entry of files) {
    hash.update(JSON.stringify({ ...entry, file: undefined }))
    if ('file' in entry) await addContent(hash, entry.file)
  }
  return hash.digest('hex').slice(0, 12)
}

async function addContent(hash: Hash, file: string): Promise<void> {
  for await (const chunk of createReadStream(file)) hash.update(chunk)
}

/** An image of an application is large, and there is a new one with each change of it. */
function removeOlder(name: string): void {
  const isOlder = (folder: string) => Date.now() - statSync(folder).mtimeMs > KEPT_MS
  const others = readdirSync(cacheFolder()).filter((each) => each.replace(/-[0-9a-f]{12}$/, '') === `image-${name}`)
  for (const each of others.map((other) => join(cacheFolder(), other))) {
    if (isOlder(each)) rmSync(each, { recursive: true, force: true })
  }
}
