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

/** What may be otherwise in an image that has the same files as another one. */
export type Sibling = Partial<Pick<ImageDescription, 'name' | 'entrypoint' | 'env' | 'workingDir'>> & {
  readonly tag: string
}

/** An image that needs no registry. */
export interface Image {
  /** For `image:` of a container, with `imagePullPolicy: IfNotPresent`. */
  readonly reference: string
  /** A docker archive, as `docker load`, `ctr images import` and `kind load image-archive` take it. */
  readonly archive: string
}

/** Images in one archive, which holds their files once. */
export interface ImageFamily {
  /** In the order in which they were described. */
  readonly references: readonly string[]
  readonly archive: string
}

const KEPT_MS = 24 * 60 * 60 * 1000

/** Writes an image of one layer; once for each content, no daemon needed. */
export async function imageOf(description: ImageDescription): Promise<Image> {
  const { references, archive } = await imageFamily(description, [])
  return { reference: references[0] ?? '', archive }
}

/** Writes an image and its siblings: the same files under other references, with other variables or another program to start. */
export async function imageFamily(first: ImageDescription, siblings: readonly Sibling[]): Promise<ImageFamily> {
  const { files, ...rest } = first
  const hash = await hashOf({ ...rest, siblings }, files)
  const members = [rest, ...siblings.map((each) => ({ ...rest, ...each }))]
  const references = members.map(({ name, tag = hash }) => `localhost/usrops-bench/${name}:${tag}`)
  const folder = await cached(`image-${first.name}-${hash}`, async (target) => {
    removeOlder(first.name)
    await writeArchive(target, files, (digest) =>
      members.map((member, index) => ({
        reference: references[index] ?? '',
        configuration: configuration(member, digest),
      })),
    )
  })
  return { references, archive: join(folder, 'image.tar') }
}

interface Member {
  readonly reference: string
  readonly configuration: object
}

async function writeArchive(
  target: string,
  files: readonly TarEntry[],
  membersOn: (digest: string) => readonly Member[],
): Promise<void> {
  const layer = join(target, 'layer.tar')
  const members = membersOn(await writeTar(layer, files))
  const file = (index: number) => `config-${index}.json`
  const manifest = members.map(({ reference }, index) => ({
    Config: file(index),
    RepoTags: [reference],
    Layers: ['layer.tar'],
  }))
  await writeTar(join(target, 'image.tar'), [
    { path: 'manifest.json', text: JSON.stringify(manifest) },
    ...members.map((member, index) => ({ path: file(index), text: JSON.stringify(member.configuration) })),
    { path: 'layer.tar', file: layer },
  ])
  rmSync(layer)
}

function configuration(
  { entrypoint, env = {}, workingDir = '/', user = '' }: Omit<ImageDescription, 'files'>,
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

async function hashOf(description: object, files: readonly TarEntry[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(description))
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
