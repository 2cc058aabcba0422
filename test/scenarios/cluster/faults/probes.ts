import { eventually } from '../eventually.ts'
import { type ClusterScenario, rolledOut } from '../scenario.ts'
import { blamed, untilOverdue } from '../signs.ts'

/** Probes that are wrong, not the service. */
export const livenessKills: ClusterScenario = {
  name: 'liveness-kills-slow-app',
  story: 'a sharper liveness probe is rolled out, and kills the service while it is still starting',
  cause: 'liveness-kills-slow-app',
  remedy: 'command',
  async inject(stage) {
    const { web } = stage.names
    const livenessProbe = { initialDelaySeconds: 1, periodSeconds: 1, failureThreshold: 2 }
    const env = [{ name: 'START_DELAY_MS', value: '15000' }]
    return await rolledOut(stage, { web: { livenessProbe, env } }, blamed(stage, web), () =>
      eventually('it was killed twice', async () => {
        const pods = await stage.kube.podsOf(web)
        return pods.some(({ status }) => restartsOf(status) >= 2)
      }),
    )
  },
}

export const readinessProbeWrong: ClusterScenario = {
  name: 'readiness-probe-wrong',
  story: 'a rollout changes the path of the readiness probe to one that the service does not have',
  cause: 'readiness-probe-wrong',
  remedy: 'command',
  inject: (stage) =>
    rolledOut(
      stage,
      { web: { readinessProbe: { httpGet: { path: '/status/ready', port: 'http' } } } },
      blamed(stage, stage.names.web),
      () => untilOverdue(stage, stage.names.web),
    ),
}

function restartsOf(status: { containerStatuses?: readonly { restartCount: number }[] }): number {
  return Math.max(0, ...(status.containerStatuses ?? []).map(({ restartCount }) => restartCount))
}
