import type { Cluster } from '../../bench/kubernetes/cluster.ts'
import { busyboxImage } from '../../bench/kubernetes/images/busybox-image.ts'
import { userServiceImage } from '../../bench/kubernetes/images/user-service-image.ts'
import { GOOD_VERSION } from './first-settings.ts'
import { orderApiImage, orderApiVersions } from './order-api/image.ts'

/** Releases of the sample service that are wrong; what is wrong is inside of the image, where the cluster cannot see it. */
export const badReleases = {
  diesAtStart: { version: '2.4.0', env: { BUG: 'start' } },
  neverReady: { version: '2.4.1', env: { BUG: 'ready' } },
  badMigration: { version: '2.5.0', env: { NEXT_MIGRATION: 'ALTER TABLE user_settings ADD COLUMN theme text' } },
} as const

/** A tag that nobody has built. */
export const MISSING_VERSION = '2.4.2'

/** Makes all images known to the node. */
export async function importImages(cluster: Cluster): Promise<void> {
  await cluster.importImage(await busyboxImage())
  for (const release of [{ version: GOOD_VERSION }, ...Object.values(badReleases)]) {
    await cluster.importImage(await userServiceImage(release))
  }
  await cluster.importImage(await orderApiImage(orderApiVersions.good))
  await cluster.importImage(await orderApiImage(orderApiVersions.diesAtStart, { APP_BUG: 'start' }))
}
