import { readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nodeFiles, shellFiles } from './base-files.ts'
import { type Image, type ImageDescription, imageOf } from './image.ts'
import { packagesAt } from './npm-packages.ts'
import type { TarEntry } from './tar-writer.ts'

const project = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, '')
const start = fileURLToPath(new URL('../../user-service/server.ts', import.meta.url))

/** Where the image's service listens unless PORT says otherwise. */
export const USER_SERVICE_PORT = 8080

export interface UserServiceImage {
  readonly name?: string
  /** A release: another tag, and what the service says its version is. */
  readonly version?: string
  readonly env?: Readonly<Record<string, string>>
}

/** The sample service, to be run with its variables (see its README) by Node.js 24, not as root. */
export async function userServiceImage(options: UserServiceImage = {}): Promise<Image> {
  return await imageOf(await describeUserService(options))
}

/** What that image is made of. */
export async function describeUserService({
  name = 'user-service',
  version,
  env,
}: UserServiceImage): Promise<ImageDescription> {
  const sources = sourcesFrom(start)
  const files: TarEntry[] = [
    ...(await shellFiles()),
    ...(await nodeFiles()),
    { path: 'app/package.json', text: '{"type":"module"}' },
    ...sources.map((file) => ({ path: join('app', relative(dirname(start), file)), file })),
    ...packagesAt('app', project, packagesOf(sources)),
  ]
  return {
    ...{ name, files, entrypoint: ['/usr/local/bin/node', '/app/server.ts'] },
    ...(version && { tag: version }),
    env: { HOST: '0.0.0.0', PORT: String(USER_SERVICE_PORT), ...(version && { VERSION: version }), ...env },
    ...{ workingDir: '/app', user: '1000:1000' },
  }
}

/** All files that `file` imports, itself included. */
function sourcesFrom(file: string): string[] {
  const found = new Set<string>()
  const waiting = [file]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue
    found.add(next)
    const from = dirname(next)
    waiting.push(...importsOf(next).flatMap((name) => (name.startsWith('.') ? [join(from, name)] : [])))
  }
  return [...found].toSorted()
}

function packagesOf(sources: readonly string[]): string[] {
  const names = sources.flatMap(importsOf).filter((name) => !/^(\.|node:)/.test(name))
  return [...new Set(names)]
}

function importsOf(file: string): string[] {
  return [...readFileSync(file, 'utf8').matchAll(/^(?:import|export|\}) .*?from '([^']+)'/gm)].map(
    ([, name = '']) => name,
  )
}
