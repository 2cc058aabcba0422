import { eventually } from '../eventually.ts'
import { LOG_SHIPPER } from '../first-settings.ts'
import { collections } from '../kube-hand.ts'
import type { ClusterScenario } from '../scenario.ts'
import { blamed, settle } from '../signs.ts'
import type { ClusterStage } from '../stage.ts'
import { uploads } from '../uploads.ts'

/** Memory and processors. */
export const outOfMemory: ClusterScenario = {
  name: 'out-of-memory',
  story: 'uploads stay in the memory of the service until it is killed for it',
  cause: 'out-of-memory',
  // Where Helm owns it a person has to write it down; else the first remedy does it.
  remedy: 'manual',
  mayChange: /^deployments /,
  async inject(stage) {
    const { kube, names } = stage
    const stop = uploads(stage, 12)
    await kube.untilContainer(
      'the service was killed for its memory',
      names.web,
      ({ name, lastState }) => name === names.containers.web && lastState.terminated?.reason === 'OOMKilled',
    )
    stop()
    return {
      ...blamed(stage, names.web, names.containers.web),
      // What was uploaded is gone with the pods.
      heal: () => kube.replacePods(names.web),
    }
  },
}

export const sidecarOutOfMemory: ClusterScenario = {
  name: 'sidecar-out-of-memory',
  story: 'the container beside the service needs more memory than it may have',
  cause: 'out-of-memory',
  // Where Helm owns it a person has to write it down; else the first remedy does it.
  remedy: 'manual',
  mayChange: /^deployments /,
  async inject(stage) {
    const { kube, names, cluster } = stage
    const [pod] = await kube.podsOf(names.web)
    const where = ['-n', names.namespace, 'exec', pod?.metadata.name ?? '', '-c', LOG_SHIPPER, '--']
    await cluster.run(...where, 'touch', '/spool/backlog')
    await kube.untilContainer(
      'the container was killed for its memory',
      names.web,
      ({ name, state, lastState }) =>
        name === LOG_SHIPPER && lastState.terminated?.reason === 'OOMKilled' && state.waiting !== undefined,
    )
    return {
      ...blamed(stage, names.web, LOG_SHIPPER),
      heal: () => kube.replacePods(names.web),
    }
  },
}

export const cpuStarved: ClusterScenario = {
  name: 'cpu-starved',
  story: 'somebody gave the service a fiftieth of a processor',
  cause: 'cpu-starved',
  remedy: 'command',
  mayChange: /^deployments /,
  async inject(stage) {
    const { kube, names, release } = stage
    // An autoscaler would answer with more such pods.
    await release.roll({ autoscaling: { minReplicas: 2, maxReplicas: 2 } })
    await allow({ requests: '20m', limits: '20m' }, stage)
    // What is used is measured over 10 s and more.
    await settle(25_000)
    return {
      ...blamed(stage, names.web),
      async heal() {
        await release.restore()
        await kube.replacePods(names.web)
      },
    }
  },
}

export const autoscalerAtMaximum: ClusterScenario = {
  name: 'hpa-maxed',
  story: 'there is more traffic than the greatest number of pods can take',
  cause: 'hpa-maxed',
  remedy: 'command',
  mayChange: /^autoscalers /,
  // A quarter of an hour in life.
  thresholds: { 'kubernetes.hpa-maxed': { minAgeSeconds: 1 } },
  async inject(stage) {
    const { kube, names, callers } = stage
    await stage.release.roll({ autoscaling: { minReplicas: 1, maxReplicas: 2 } })
    // They may use twice what they ask for, which is less than they need: so it is felt.
    await allow({ requests: '25m', limits: '50m' }, stage)
    const end = callers.moreLoad({ ratePerSecond: 200, concurrency: 100 })
    const isAtMaximum = async () => {
      const found = await kube.get(collections.autoscalers, names.web)
      const conditions: readonly { type: string; reason: string }[] = found?.status.conditions ?? []
      const utilization = found?.status.currentMetrics?.[0]?.resource?.current?.averageUtilization ?? 0
      const isLimited = conditions.some(({ type, reason }) => type === 'ScalingLimited' && reason === 'TooManyReplicas')
      return isLimited && found?.status.currentReplicas === 2 && utilization > 100
    }
    await eventually('the autoscaler wants more than it may', isAtMaximum)
    return {
      target: { system: 'service', name: names.service },
      async heal() {
        end()
        await stage.release.restore()
        await kube.patch(collections.deployments, names.web, { spec: { replicas: 2 } }, { part: 'scale' })
        await kube.replacePods(names.web)
      },
    }
  },
}

/** Gives the service so much of a processor in each of its pods, while they run. */
async function allow(
  { requests, limits }: { readonly requests: string; readonly limits: string },
  { kube, names }: ClusterStage,
): Promise<void> {
  const resources = { requests: { cpu: requests }, limits: { cpu: limits } }
  const container = { name: names.containers.web, resources }
  const pods = await kube.podsOf(names.web)
  await Promise.all(
    pods.map(({ metadata }) =>
      kube.patch(collections.pods, metadata.name, { spec: { containers: [container] } }, { part: 'resize' }),
    ),
  )
}
