import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { eventually } from '../eventually.ts'
import { badReleases } from '../images.ts'
import { collections, type KubeObject } from '../kube-hand.ts'
import type { ClusterScenario } from '../scenario.ts'
import { blamed } from '../signs.ts'

/** Work that ends, and does not end well. */
export const hookFailed: ClusterScenario = {
  name: 'migration-hook-failed',
  story: 'a new release is rolled out, and its migration does not fit the database',
  cause: 'migration-or-hook-failed',
  remedy: 'manual',
  dressings: ['plain'],
  async inject({ release, names }) {
    const tag = badReleases.badMigration.version
    await release.roll({ image: { tag } }, { hooks: true }).catch(() => undefined)
    // The migration of the good release ends well.
    return { target: { system: 'service', name: names.service }, heal: () => release.settle() }
  },
}

export const migrationFailed: ClusterScenario = {
  name: 'migration-failed',
  story: 'the migration of the next release was started, and it does not fit the database',
  cause: 'migration-or-hook-failed',
  remedy: 'manual',
  dressings: ['other'],
  async inject(stage) {
    const { kube, names } = stage
    const last = await kube.get(collections.jobs, names.migration)
    const name = names.migration.replace('42', '43')
    const template = structuredClone(last?.spec.template)
    template.spec.containers[0].image = stage.serviceImage.replace(/[^:]+$/, badReleases.badMigration.version)
    const { labels } = last?.metadata ?? {}
    template.metadata.labels = Object.fromEntries(
      Object.entries(template.metadata.labels).filter(([label]) => !/(^|\/)(job-name|controller-uid)$/.test(label)),
    )
    await kube.create(collections.jobs, { metadata: { name, labels }, spec: { backoffLimit: 0, template } })
    await eventually('it has failed', async () => hasFailed(await kube.get(collections.jobs, name)))
    return { target: { system: 'service', name: names.service }, heal: () => kube.delete(collections.jobs, name) }
  },
}

export const cronJobFails: ClusterScenario = {
  name: 'cron-job-fails',
  story: 'the nightly work has failed three times; nobody who uses the service feels it',
  cause: 'migration-or-hook-failed',
  orNone: true,
  remedy: 'manual',
  async inject(stage) {
    const { kube, names, cluster, release } = stage
    await release.roll({ cleanUp: { env: [{ name: 'USERS_TABLE', value: 'User-Profile' }] } })
    const runs = [1, 2, 3].map((n) => `${names.cleanUp}-${n}`)
    for (const run of runs) {
      await cluster.run('-n', names.namespace, 'create', 'job', run, `--from=cronjob/${names.cleanUp}`)
      await eventually('it has failed', async () => hasFailed(await kube.get(collections.jobs, run)))
    }
    return {
      ...blamed(stage, names.cleanUp),
      async heal() {
        await release.restore()
        await Promise.all(runs.map((run) => kube.delete(collections.jobs, run)))
      },
    }
  },
}

export const helmStuck: ClusterScenario = {
  name: 'helm-release-stuck',
  story: 'an upgrade was killed in its middle, and Helm refuses the next one',
  cause: 'helm-release-stuck',
  remedy: 'command',
  dressings: ['plain'],
  // An upgrade may take its five minutes in life.
  thresholds: { 'helm.pending': { minAgeSeconds: 1, idleSeconds: 1 } },
  async inject(stage) {
    const { cluster, names, kube, dir, release } = stage
    const file = join(dir, 'killed.json')
    const env = [{ name: 'NEXT_MIGRATION', value: 'SELECT pg_sleep(20)' }]
    writeFileSync(file, JSON.stringify({ migration: { env } }))
    const words = [
      'upgrade',
      names.release ?? '',
      release.chart ?? '',
      '-n',
      names.namespace,
      '--reuse-values',
      '-f',
      file,
    ]
    const helm = spawn(cluster.helm3, ['--kubeconfig', cluster.kubeconfig, ...words], { stdio: 'ignore' })
    await eventually('the upgrade is under way', async () => {
      const found = await kube.list(collections.secrets, '?labelSelector=owner%3Dhelm,status%3Dpending-upgrade')
      return found.length > 0
    })
    helm.kill('SIGKILL')
    await kube.delete(collections.jobs, names.migration)
    return {
      target: { system: 'service', name: names.service },
      heal: () => release.rollBack(),
    }
  },
}

function hasFailed(job: KubeObject | undefined): boolean {
  const conditions: readonly { type: string; status: string }[] = job?.status.conditions ?? []
  return conditions.some(({ type, status }) => type === 'Failed' && status === 'True')
}
