import { eventually } from '../eventually.ts'
import { collections } from '../kube-hand.ts'
import { orderApiVersions } from '../order-api/image.ts'
import { orderApi, orderApiManifests } from '../order-api/manifests.ts'
import type { ClusterScenario } from '../scenario.ts'
import { isRolledOut } from '../signs.ts'
import type { ClusterStage } from '../stage.ts'

/** Faults of an application that is not the sample. */
export const otherBadRollout: ClusterScenario = {
  name: 'other-application-bad-rollout',
  story: 'a new release of another application dies while it starts',
  cause: 'bad-rollout',
  remedy: 'command',
  async inject(stage) {
    const { cluster, systems, operator } = stage
    await cluster.apply(orderApiManifests(systems, orderApiVersions.diesAtStart))
    await eventually('it dies again and again', async () => {
      const pods = await stage.kube.list(collections.pods, '', orderApi.namespace)
      return pods.some(({ status }) => status.containerStatuses?.[0]?.state.waiting?.reason === 'CrashLoopBackOff')
    })
    operator.believe({ namespace: orderApi.namespace, service: null })
    return {
      target: { system: 'service', name: orderApi.name },
      says: /deployment\/order-api/,
      heal: () => well(stage, () => cluster.apply(orderApiManifests(systems))),
    }
  },
}

export const otherRefused: ClusterScenario = {
  name: 'other-application-refused',
  story: 'the database refuses the login of another application',
  cause: 'database-refuses-password',
  remedy: 'manual',
  async inject(stage) {
    const { postgres, kube, operator } = stage
    const { user, password } = orderApi.login
    await postgres.sql(`ALTER ROLE ${user} PASSWORD 'bench-somebody-elses-idea'`)
    await eventually('none of its pods is ready', async () => {
      const found = await kube.get(collections.deployments, orderApi.name, orderApi.namespace)
      return (found?.status.readyReplicas ?? 0) === 0
    })
    operator.believe({ namespace: orderApi.namespace, service: null })
    return {
      target: { system: 'postgres' },
      heal: () => well(stage, () => postgres.sql(`ALTER ROLE ${user} PASSWORD '${password}'`)),
    }
  },
}

async function well({ kube, operator }: ClusterStage, heal: () => Promise<unknown>): Promise<void> {
  await heal()
  await eventually('it is well', async () =>
    isRolledOut(await kube.get(collections.deployments, orderApi.name, orderApi.namespace)),
  )
  operator.believe({ namespace: orderApi.namespace, service: null })
}
