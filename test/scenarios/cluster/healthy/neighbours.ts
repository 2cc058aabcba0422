import { eventually } from '../eventually.ts'
import { collections } from '../kube-hand.ts'
import { crashingNeighbour, evictedPod, failedJob } from '../noise.ts'
import type { ClusterVariant } from '../scenario.ts'

/** In the other dressing all of it is there all the time. */
export const failedHistory: ClusterVariant = {
  name: 'old-failures',
  story: 'failed Jobs and evicted pods of long ago lie in the namespace',
  dressings: ['plain'],
  async prepare(stage) {
    const { cluster, kube, names } = stage
    const job = `${names.neighbour}-20251101`
    await cluster.apply([failedJob(stage, job)])
    const evicted = await evictedPod(stage)
    await eventually(
      'the Job has failed',
      async () => ((await kube.get(collections.jobs, job))?.status.failed ?? 0) > 0,
    )
    return async () => {
      await Promise.all([kube.delete(collections.jobs, job), kube.delete(collections.pods, evicted)])
    }
  },
}

export const neighbourOutOfMemory: ClusterVariant = {
  name: 'neighbour-out-of-memory',
  story: 'a helper of another team is killed for its memory all the time, in the same namespace',
  dressings: ['plain'],
  async prepare(stage) {
    const { cluster, kube, names, operator } = stage
    await cluster.apply([crashingNeighbour(stage)])
    operator.believe({ service: names.service })
    await kube.untilContainer(
      'it was killed for its memory',
      names.neighbour,
      ({ lastState, state }) => (lastState.terminated ?? state.terminated)?.reason === 'OOMKilled',
    )
    return async () => {
      operator.believe({})
      await kube.delete(collections.deployments, names.neighbour)
    }
  },
}
