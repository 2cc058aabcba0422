import { difference } from '../snapshot.ts'
import { eventually } from './eventually.ts'
import { collections, type KubeObject } from './kube-hand.ts'
import { isRolledOut } from './signs.ts'
import { clusterSnapshot, RESTART } from './snapshot.ts'
import type { ClusterStage } from './stage.ts'

/** Waits until the cluster and the systems themselves say that nothing is left of a fault: usrops is not asked. */
export async function recovered(stage: ClusterStage, calm: ReadonlySet<string>): Promise<void> {
  const { callers, kafka, kube, names, release } = stage
  // What a fault has left in the objects of the release, and remedies with it.
  if ((await leftOver(stage, calm)).length > 0) await release.restore()
  const left = await leftOver(stage, calm)
  if (left.length > 0) throw new Error(`not as it was: ${left.join('; ')}`)
  await eventually('everything is rolled out', async () => {
    const found = await Promise.all([names.web, names.consumer].map((name) => kube.get(collections.deployments, name)))
    return found.every(isRolledOut)
  })
  await eventually('no pod is left over', async () =>
    (await kube.list(collections.pods)).every((pod) => !isLeaving(pod)),
  )
  await callers.served()
  await eventually('somebody consumes', async () => (await kafka.members(names.group)) > 0)
  await eventually('nothing waits for the consumer', async () => {
    const waiting = await kafka.waiting(names.group, names.topic)
    return [...waiting.values()].every((records) => records < 20)
  })
}

async function leftOver(stage: ClusterStage, calm: ReadonlySet<string>): Promise<readonly string[]> {
  const changes = difference(calm, await clusterSnapshot(stage))
  return changes.filter((change) => !change.slice(2).startsWith(RESTART))
}

function isLeaving({ metadata }: KubeObject): boolean {
  return metadata.deletionTimestamp !== undefined
}
