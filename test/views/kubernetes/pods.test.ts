import { describe, expect, it } from 'vitest'
import { pods } from '../../../src/views/kubernetes/pods.ts'
import { recordedFacts } from '../../checks/kubernetes/recorded-findings.ts'

async function shown(name: string, namespace = 'team-sick', forbidden: readonly string[] = []) {
  const facts = await recordedFacts(namespace, [`deployment/${name}`], forbidden)
  const [table] = pods.show(facts, undefined, { params: {}, answers: [] }).tables
  if (table === undefined) throw new Error('no table')
  return table
}

describe('the pods of a service', () => {
  it.each([
    ['crash', /^crash loop, exit code 3, 5 restarts/],
    ['oom', /exit code 137 \(OOMKilled\)/],
    ['sidecar-crash', /^proxy: crash loop, exit code 1/],
    ['init-fails', /^migrate: crash loop, exit code 2/],
    ['image-gone', /^cannot get the image registry.example.com\/gone\/app:2.3.1: the registry does not have it$/],
    ['secret-env', /^cannot start: secret\/absent does not exist$/],
    ['key-env', /has no key/],
    ['too-big', /^none of 1 node fits: 1 Insufficient cpu$/],
    ['gated', /scheduling gates/],
    ['not-ready', /^Readiness probe failed: .*connection refused$/],
    ['nfs-mount', /^MountVolume.SetUp failed .*is not a directory$/],
    ['secret-volume', /secret "absent" not found/],
  ])('say in words why that of %s does not serve', async (name, why) => {
    const { rows, title } = await shown(name)
    expect(title).toBe('0 of 1 pods are ready')
    expect(rows).toEqual([expect.objectContaining({ ready: false, why: expect.stringMatching(why) })])
  })

  it('come with those that fail first, each with its revision, its restarts and how it ended last', async () => {
    const { rows, title, total } = await shown('shop')
    expect([title, total]).toEqual(['3 of 4 pods are ready', 4])
    expect(rows.map(({ ready, restarts, lastEnd, revision }) => [ready, restarts, lastEnd, revision])).toEqual([
      [false, 3, 'exit code 1', 3],
      [true, 0, undefined, 1],
      [true, 0, undefined, 1],
      [true, 0, undefined, 1],
    ])
  })

  it('do not count as missing what was told to go or has ended', async () => {
    expect((await shown('leaving')).title).toBe('1 of 1 pods are ready, 1 more has ended or is being ended')
    expect((await shown('leaving')).rows[0]?.why).toBe('it should have been gone for 74 s: finalizers example.com/hold')
    const evicted = await shown('evicts')
    expect(evicted.title).toBe('1 of 1 pods are ready, 4 more have ended or are being ended')
    expect(evicted.rows.at(0)?.why).toMatch(/^Evicted: .*exceeds the total limit/)
  })

  it('say which of them do not exist, and why', async () => {
    const { title, notes } = await shown('quota', 'team-quota')
    expect(title).toBe('1 of 1 pods are ready')
    expect(notes).toEqual([expect.stringMatching(/^2 of 3 pods of deployment\/quota do not exist: .*exceeded quota/)])
  })

  it('say what is missing among the reasons where events may not be read', async () => {
    const { rows, notes } = await shown('nfs-mount', 'team-sick', ['events'])
    expect(rows[0]?.why).toBe('its containers are being created')
    expect(notes).toEqual([expect.stringContaining('events may not be read')])
  })
})
