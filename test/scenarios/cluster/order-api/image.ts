import { fileURLToPath } from 'node:url'
import type { Sibling } from '../../../bench/kubernetes/images/image.ts'
import type { TarEntry } from '../../../bench/kubernetes/images/tar-writer.ts'

export const orderApiVersions = { good: '1.7.3', diesAtStart: '1.8.0' } as const

const release = (tag: string, env: Readonly<Record<string, string>>): Sibling => ({
  ...{ name: 'order-api', tag, env },
  entrypoint: ['/usr/local/bin/node', '--no-warnings', '/app/order-api/server.ts'],
})

/** The application that is not the sample; it needs the same packages, and lies in the same layer. */
export const orderApiSiblings: readonly Sibling[] = [
  release(orderApiVersions.good, {}),
  release(orderApiVersions.diesAtStart, { APP_BUG: 'start' }),
]

export function orderApiFiles(): readonly TarEntry[] {
  return [{ path: 'app/order-api/server.ts', file: fileURLToPath(new URL('server.ts', import.meta.url)) }]
}
