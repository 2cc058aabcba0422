import { eventually } from '../eventually.ts'
import { collections } from '../kube-hand.ts'
import { type ClusterScenario, rolledOut } from '../scenario.ts'
import { blamed, untilWarned } from '../signs.ts'

const mounts = [{ name: 'avatars', mountPath: '/var/lib/avatars' }]

/** Volumes that a pod waits for. */
export const claimPending: ClusterScenario = {
  name: 'volume-stuck',
  story: 'a rollout brings a volume of a storage class that the cluster does not have',
  cause: 'volume-stuck',
  remedy: 'manual',
  // Nobody makes a volume within seconds.
  thresholds: { 'kubernetes.claim-unbound': { graceSeconds: 1 } },
  async inject(stage) {
    const { kube, names } = stage
    await kube.create(collections.claims, {
      metadata: { name: 'avatars' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        storageClassName: 'fast-ssd',
        resources: { requests: { storage: '1Gi' } },
      },
    })
    const volumes = [
      { name: 'spool', emptyDir: {} },
      { name: 'avatars', persistentVolumeClaim: { claimName: 'avatars' } },
    ]
    const fault = await rolledOut(stage, { web: { volumes, volumeMounts: mounts } }, blamed(stage, names.web), () =>
      untilWarned(stage, new RegExp(names.web), /unbound|not found/),
    )
    return {
      target: { system: 'service', name: names.service },
      async heal() {
        await fault.heal()
        await eventually('the pods that wait for it are gone', async () => {
          const pods = await kube.podsOf(names.web)
          return pods.every(({ status }) => status.phase === 'Running')
        })
        await kube.delete(collections.claims, 'avatars')
      },
    }
  },
}

export const secretNotMounted: ClusterScenario = {
  name: 'volume-of-missing-secret',
  story: 'a rollout mounts a Secret that nobody has made',
  cause: 'volume-stuck',
  orCause: 'missing-secret-or-config',
  remedy: 'manual',
  inject(stage) {
    const { names } = stage
    const volumes = [
      { name: 'spool', emptyDir: {} },
      { name: 'avatars', secret: { secretName: 'signing-key' } },
    ]
    return rolledOut(stage, { web: { volumes, volumeMounts: mounts } }, blamed(stage, names.web), () =>
      untilWarned(stage, new RegExp(names.web), /FailedMount|not found/),
    )
  },
}
