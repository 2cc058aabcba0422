import type { Cluster } from '../../bench/kubernetes/cluster.ts'
import { busyboxImage } from '../../bench/kubernetes/images/busybox-image.ts'
import { imageFamily } from '../../bench/kubernetes/images/image.ts'
import { describeUserService } from '../../bench/kubernetes/images/user-service-image.ts'
import { GOOD_VERSION } from './first-settings.ts'
import { orderApiFiles, orderApiSiblings } from './order-api/image.ts'

/** Releases of the sample service that are wrong; what is wrong is inside of the image, where the cluster cannot see it. */
export const badReleases = {
  diesAtStart: { version: '2.4.0', env: { BUG: 'start' } },
  neverReady: { version: '2.4.1', env: { BUG: 'ready' } },
  badMigration: { version: '2.5.0', env: { NEXT_MIGRATION: 'ALTER TABLE user_settings ADD COLUMN theme text' } },
} as const

/** A tag that nobody has built. */
export const MISSING_VERSION = '2.4.2'

/** Makes all images known to the node: in one archive, for what they have in common is large. */
export async function importImages(cluster: Cluster): Promise<void> {
  await cluster.importImage(await busyboxImage())
  const good = await describeUserService({ version: GOOD_VERSION })
  const releases = Object.values(badReleases).map(({ version, env }) => ({
    tag: version,
    env: { ...good.env, VERSION: version, ...env },
  }))
  const files = [...good.files, ...orderApiFiles()]
  const { archive } = await imageFamily({ ...good, files }, [...releases, ...orderApiSiblings])
  await cluster.importImage(archive)
}
