import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { goodRevision } from '../../../src/facts/helm/history.ts'
import { type Release, release } from '../../../src/facts/helm/release.ts'
import { objectAt, patched, type World } from '../kubernetes/recording.ts'
import { broken, lookAt, seen } from '../kubernetes/world-facts.ts'

const of = (name: string, world: World = broken) =>
  seen(release, world, 'wares', `deployment/${name}`, { helmRelease: name })
const record = (name: string, revision: number) => `secrets wares/sh.helm.release.v1.${name}.v${revision}`

describe('the release of a service', () => {
  it('is its history, newest first, and what is in the newest revisions', async () => {
    const seenRelease = await of('steady')
    expect(seenRelease?.revisions.map(({ revision, status, label }) => [revision, status, label])).toEqual([
      [2, 'deployed', 'deployed'],
      [1, 'superseded', 'superseded'],
    ])
    expect(seenRelease?.revisions[0]?.contents).toMatchObject({
      description: 'Upgrade complete',
      chart: 'users-1.2.0',
      appVersion: '2.3.0',
      hooks: [{ kind: 'Job', name: 'steady-migrate', events: ['pre-upgrade'], phase: 'Succeeded' }],
      objects: [{ kind: 'Secret', name: 'steady-login', digest: null }, { kind: 'Service' }, { kind: 'Deployment' }],
    })
    expect(seenRelease?.drift).toEqual([])
  })

  it('holds nothing of its values, manifests and Secrets', async () => {
    const service = { namespace: 'wares', workload: 'deployment/steady', more: { helmRelease: 'steady' } }
    const text = JSON.stringify(await lookAt(broken, service))
    expect(text).toContain('steady-login')
    expect(text).not.toMatch(/chart-secret|other-secret|stringData/)
  })

  it('names the digest of an object only where its text tells nothing secret', async () => {
    const [steady, ssa] = await Promise.all([of('steady'), of('ssa')])
    const digests = (each: Release | null) => each?.revisions[0]?.contents?.objects.map(({ digest }) => digest !== null)
    expect(digests(steady)).toEqual([false, true, true])
    expect(digests(ssa)).toEqual([false, true, true])
  })

  it('of Helm 4 says how it is applied', async () => {
    expect((await of('ssa'))?.revisions[0]?.contents?.applyMethod).toBe('ssa')
    expect((await of('steady'))?.revisions[0]?.contents?.applyMethod).toBeNull()
  })

  it('differs from what runs in images and in the number of pods', async () => {
    expect((await of('drifting'))?.drift).toMatchObject([
      { workload: 'deployment/drifting', field: 'image', container: 'app' },
      { workload: 'deployment/drifting', field: 'replicas', manifest: '1', live: '2' },
    ])
  })

  it('has no number of pods of its own where an autoscaler sets it', async () => {
    const world = patched(broken, 'horizontalpodautoscalers shop/busy', {
      metadata: { namespace: 'wares' },
      spec: { scaleTargetRef: { name: 'drifting' } },
    })
    expect((await of('drifting', world))?.drift?.map(({ field }) => field)).toEqual(['image'])
  })

  it('may be kept in ConfigMaps', async () => {
    const secret = objectAt(broken, record('ssa', 1)) as { metadata: object; data: { release: string } }
    const data = { release: Buffer.from(secret.data.release, 'base64').toString('latin1') }
    const objects = [
      ...broken.objects.filter(({ resource }) => resource !== 'secrets'),
      { resource: 'configmaps', metadata: secret.metadata, data },
    ]
    expect(await of('ssa', { ...broken, objects })).toMatchObject({
      driver: 'configmap',
      revisions: [{ status: 'deployed' }],
    })
  })

  it.each([
    ['not packed', Buffer.from(JSON.stringify({ info: { status: 'failed' } })).toString('base64'), 'failed'],
    ['no base64 of anything', 'AAAA', 'deployed'],
    ['packed and cut short', gzipSync('{}').subarray(0, 10).toString('base64'), 'deployed'],
    ['packed nonsense', gzipSync('nonsense').toString('base64'), 'deployed'],
  ])('whose record is %s', async (_what, text, status) => {
    const world = patched(broken, record('ssa', 1), { data: { release: Buffer.from(text).toString('base64') } })
    expect((await of('ssa', world))?.revisions[0]?.status).toBe(status)
  })

  it('is none where Helm owns nothing', async () => {
    expect(await seen(release, broken, 'shop', 'deployment/orders')).toBeNull()
  })

  it('idles when nothing moves that Helm could wait for', async () => {
    expect((await of('steady'))?.idleMs).toBeGreaterThan(60_000)
    expect((await of('drifting'))?.idleMs).toBeNull()
    expect(
      (await of('steady', patched(broken, 'jobs wares/steady-migrate', { status: { active: 1 } })))?.idleMs,
    ).toBeNull()
  })
})

describe('the revision to go back to', () => {
  const revision = (number: number, status: string, description: string, label = status) => ({
    ...{ revision: number, status, label, ageMs: 0 },
    contents: { description, chart: 'c', appVersion: null, applyMethod: null, hooks: [], objects: [] },
  })
  const good = (revisions: readonly ReturnType<typeof revision>[]) =>
    goodRevision({ name: 'r', driver: 'secret', revisions, drift: null, idleMs: null })

  it.each<[string, number | null, readonly ReturnType<typeof revision>[]]>([
    [
      'is the one that is deployed',
      2,
      [
        revision(3, 'pending-upgrade', 'Preparing upgrade'),
        revision(2, 'deployed', 'Upgrade complete'),
        revision(1, 'superseded', 'Install complete'),
      ],
    ],
    [
      'else the last that came out well',
      1,
      [
        revision(3, 'failed', 'x'),
        revision(2, 'superseded', 'Upgrade "r" failed: conflict'),
        revision(1, 'superseded', 'Install complete'),
      ],
    ],
    [
      'may be one that was gone back to',
      3,
      [revision(4, 'pending-upgrade', 'x'), revision(3, 'superseded', 'Rollback to 1')],
    ],
    ['is none where none is known to be good', null, [revision(1, 'pending-install', 'Initial install underway')]],
    ['is none that only its label calls deployed', null, [revision(1, 'pending-install', 'x', 'deployed')]],
  ])('%s', (_policy, number, revisions) => {
    expect(good(revisions)).toBe(number)
  })
})
