import { describe, expect, it } from 'vitest'
import type { InstanceFacts } from '../../src/core/look.ts'
import { inWords, judgedRecording, remediesIn } from './recorded-case.ts'

/** Without the hook that failed beside all of them. */
function withoutJobs(facts: InstanceFacts): InstanceFacts {
  const jobs = { at: 0, value: { jobs: [], cronJobs: [] } }
  return { ...facts, observations: { ...facts.observations, 'kubernetes.jobs': jobs } }
}

const judged = (name: string, namespace = 'team-sick') =>
  judgedRecording(namespace, [`deployment/${name}`], { change: withoutJobs })

describe('workloads that were broken on purpose', () => {
  it.each([
    ['image-gone', 'image-missing: high'],
    ['image-invalid', 'image-missing: high'],
    ['image-never', 'image-missing: high'],
    ['image-unreachable', 'image-missing: high'],
    ['deadline', 'image-missing: high'],
    ['image-private', 'no-pull-right: high'],
    ['image-denied', 'no-pull-right: high'],
    ['image-limited', 'registry-limit: high'],
    ['secret-env', 'missing-secret-or-config: high'],
    ['map-env', 'missing-secret-or-config: high'],
    ['key-env', 'missing-secret-or-config: high'],
    ['secret-volume', 'missing-secret-or-config: high'],
    ['key-volume', 'missing-secret-or-config: high'],
    ['oom', 'out-of-memory: high'],
    ['liveness', 'liveness-kills-slow-app: high'],
    ['startup', 'liveness-kills-slow-app: high'],
    ['init-fails', 'migration-or-hook-failed: high'],
    ['shop', 'bad-rollout: high'],
    ['claim-pending', 'volume-stuck: high'],
    ['claim-absent', 'volume-stuck: high'],
    ['nfs-mount', 'volume-stuck: high'],
    ['evicts', 'pods-evicted: high'],
    ['root', 'pods-refused: high'],
    ['crash', 'service-down: medium'],
    ['exits-well', 'service-down: medium'],
    ['sidecar-crash', 'service-down: medium'],
    ['not-ready', 'service-down: medium'],
    ['too-big', 'cluster-full: high'],
    ['wrong-selector', 'no-node-fits: high'],
  ])('%s has one cause: %s', async (name, cause) => {
    const judgement = await judged(name)
    expect(inWords(judgement)).toEqual([cause])
    expect(judgement.unexplained).toEqual([])
  })

  it.each([
    ['team-quota', 'quota', 'quota-exhausted: high'],
    ['team-quota', 'no-account', 'missing-secret-or-config: high'],
    ['team-limit', 'limit', 'pods-refused: high'],
    ['team-strict', 'strict', 'pods-refused: high'],
    ['team-hook', 'hooked', 'webhook-down-or-denying: high'],
  ])('in %s %s has one cause: %s', async (namespace, name, cause) => {
    expect(inWords(await judged(name, namespace))).toEqual([cause])
  })

  it.each(['good', 'undone', 'restarted', 'paused', 'reader', 'leaving'])('%s has none', async (name) => {
    expect(inWords(await judged(name))).toEqual([])
  })

  it('a failed hook of the release that nobody feels, and whose history nobody may read, is a likely cause of its own', async () => {
    expect(inWords(await judgedRecording('team-sick', ['deployment/good']))).toEqual([
      'migration-or-hook-failed: medium',
    ])
  })

  it('of several workloads the sick one is named', async () => {
    const { causes } = await judgedRecording('team-sick', ['deployment/good', 'deployment/oom'], {
      change: withoutJobs,
    })
    expect(causes.map(({ target }) => target.id)).toEqual([{ workload: 'deployment/oom' }])
  })

  it('what one workload lacks does not explain what the other suffers from', async () => {
    const workloads = ['deployment/image-gone', 'deployment/gated']
    const { unexplained } = await judgedRecording('team-sick', workloads, { change: withoutJobs })
    expect(unexplained.map(({ evidence }) => evidence.workload)).toEqual(['deployment/gated'])
  })

  it('two sick workloads have a cause each', async () => {
    const workloads = ['deployment/image-gone', 'deployment/oom']
    expect(inWords(await judgedRecording('team-sick', workloads, { change: withoutJobs })).toSorted()).toEqual([
      'image-missing: high',
      'out-of-memory: high',
    ])
  })
})

describe('the remedy', () => {
  it('of a bad rollout names the revision whose pods still serve, not the one before', async () => {
    expect(remediesIn(await judged('shop'))).toEqual([
      'kubectl --context test -n team-sick rollout undo deployment/shop --to-revision=1',
    ])
  })

  it('of a lack of memory is twice the limit', async () => {
    expect(remediesIn(await judged('oom'))).toEqual([
      'kubectl --context test -n team-sick set resources deployment/oom -c=app --limits=memory=32Mi',
    ])
  })

  it('of a missing key says what and where', async () => {
    const [first] = remediesIn(await judged('key-env'))
    expect(first).toMatch(/^\(create the key password of secret\/present in the namespace team-sick/)
  })

  it('of a crash without a known reason is to read the last words, which changes nothing', async () => {
    const { causes } = await judged('crash')
    expect(causes[0]?.remedies).toMatchObject([{ kind: 'command', mutates: false, risk: 'none' }])
  })
})
