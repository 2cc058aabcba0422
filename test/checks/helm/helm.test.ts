import { gzipSync } from 'node:zlib'
import { describe } from 'vitest'
import { patched, type World, without } from '../../facts/kubernetes/recording.ts'
import { broken } from '../../facts/kubernetes/world-facts.ts'
import { answers } from '../kubernetes/world-answers.ts'

const pending = 'helm.pending'
const failed = 'helm.failed'
const drifted = 'helm.drifted'
const release = (name: string) => `wares deployment/${name} ${name}`
const record = (name: string, revision: number) => `secrets wares/sh.helm.release.v1.${name}.v${revision}`

/** Later by so many seconds: everything is older then. */
function later(seconds: number, world: World = broken): World {
  return { ...world, at: world.at + seconds * 1000 }
}

/** The same records with another status, as the payload of a revision says it. */
function saying(
  name: string,
  revision: number,
  status: string,
  description = 'Preparing upgrade',
  world = broken,
): World {
  const content = { name, version: revision, info: { status, description }, chart: { metadata: {} }, manifest: '' }
  const data = Buffer.from(gzipSync(JSON.stringify(content)).toString('base64')).toString('base64')
  return patched(world, record(name, revision), { data: { release: data } })
}

/** Pods that are still coming up: helm may be waiting for them. */
const coming = (world: World) => patched(world, 'deployments wares/steady', { status: { availableReplicas: 0 } })
const jobRuns = (world: World) => patched(world, 'jobs wares/steady-migrate', { status: { active: 1 } })
const young = (world: World) => {
  const seconds = String(Math.round(world.at / 1000) - 30)
  return patched(world, record('steady', 2), { metadata: { labels: { createdAt: seconds, modifiedAt: seconds } } })
}

describe('Helm releases', () => {
  const stuck = saying('steady', 2, 'pending-upgrade')
  answers([
    ['that are deployed', pending, /^ok$/, broken, release('steady')],
    ['have not failed', failed, /^ok$/, broken, release('steady')],
    ['are not drifted', drifted, /^ok$/, broken, release('steady')],
    [
      'whose last operation never ended, though nothing was left to wait for',
      pending,
      /^warning: revision 2 of the Helm release steady is pending-upgrade since \d+ min: Helm refuses to upgrade it$/,
      stuck,
      release('steady'),
    ],
    ['whose pods are still coming up may be waited for', pending, /^ok$/, coming(stuck), release('steady')],
    ['whose hook still runs, too', pending, /^ok$/, jobRuns(stuck), release('steady')],
    ['whose hooks may not be seen, too', pending, /^ok$/, { ...stuck, forbidden: ['jobs'] }, release('steady')],
    [
      'that nobody waits for any more after ten minutes',
      pending,
      /^warning: /,
      later(600, coming(stuck)),
      release('steady'),
    ],
    ['that began half a minute ago', pending, /^ok$/, young(stuck), release('steady')],
    [
      'of which only the label says that it is done',
      pending,
      /^warning: .*pending-rollback/,
      saying('steady', 2, 'pending-rollback'),
      release('steady'),
    ],
    [
      'that failed and say why',
      failed,
      /^warning: revision 2 of the Helm release failing failed: Upgrade "failing" failed: context deadline exceeded$/,
      broken,
      release('failing'),
    ],
    [
      'whose last word may not be read fall back on the label',
      failed,
      /^ok$/,
      saying('failing', 2, 'deployed'),
      release('failing'),
    ],
    [
      'that run another image and another number of pods',
      drifted,
      /^warning: .*app of deployment\/drifting runs registry.example.com\/team\/busybox:hotfix instead of .*; deployment\/drifting has 2 replicas instead of 1$/,
      broken,
      release('drifting'),
    ],
    [
      'that may not be seen',
      pending,
      /^unknown: .*\(list on secrets\)$/,
      { ...broken, forbidden: ['secrets'] },
      release('steady'),
    ],
    [
      'without any history',
      pending,
      /^unknown: Helm keeps no history of the release steady in the namespace wares/,
      without(without(broken, record('steady', 1)), record('steady', 2)),
      release('steady'),
    ],
  ])
})
