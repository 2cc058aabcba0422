import { fileURLToPath } from 'node:url'
import { nodeFiles, shellFiles } from '../../../bench/kubernetes/images/base-files.ts'
import { type Image, imageOf } from '../../../bench/kubernetes/images/image.ts'
import { packagesAt } from '../../../bench/kubernetes/images/npm-packages.ts'

const project = fileURLToPath(new URL('../../../..', import.meta.url)).replace(/\/$/, '')

export const orderApiVersions = { good: '1.7.3', diesAtStart: '1.8.0' } as const

/** The application that is not the sample. */
export async function orderApiImage(version: string, env: Readonly<Record<string, string>> = {}): Promise<Image> {
  return await imageOf({
    name: 'order-api',
    tag: version,
    files: [
      ...(await shellFiles()),
      ...(await nodeFiles()),
      { path: 'app/package.json', text: '{"type":"module"}' },
      { path: 'app/server.ts', file: fileURLToPath(new URL('server.ts', import.meta.url)) },
      ...packagesAt('app', project, ['pg', 'ioredis']),
    ],
    entrypoint: ['/usr/local/bin/node', '--no-warnings', '/app/server.ts'],
    env,
    ...{ workingDir: '/app', user: '1000:1000' },
  })
}
