import { describe, expect, it } from 'vitest'
import { recordedAnswers } from './recorded-findings.ts'

/** `image-pull critical` with the fault for each finding; the hook that failed in the namespace is left out. */
async function findings(workload: string, namespace = 'team-sick'): Promise<readonly string[]> {
  const answers = await recordedAnswers(namespace, [workload])
  return answers
    .filter(({ check }) => !/job-failed|quota-exhausted/.test(check))
    .flatMap(({ check, findings }) =>
      findings.map(({ severity, evidence }) => {
        const fault = evidence.fault ?? evidence.probe ?? evidence.kinds ?? evidence.exitCode ?? ''
        return [check.replace('kubernetes.', ''), severity, String(fault)].join(' ').trim()
      }),
    )
}

const none = 'no-ready-pods critical'

describe('what an API server of version 1.36 wrote of broken workloads', () => {
  it.each([
    ['a process that ends with an error', 'crash', [none, 'crash-loop critical 3']],
    ['a process that ends without one', 'exits-well', [none, 'crash-loop critical 0']],
    ['a command that does not exist', 'no-binary', [none, 'crash-loop critical 128']],
    [
      'a process that takes more memory than it may',
      'oom',
      [none, 'crash-loop critical 137', 'oom-killed critical 137'],
    ],
    ['a sidecar that crashes', 'sidecar-crash', [none, 'crash-loop critical 1']],
    ['an init container that fails', 'init-fails', [none, 'init-failed critical 2']],
    ['a liveness probe that fails', 'liveness', [none, 'crash-loop critical 137', 'liveness-kills critical liveness']],
    ['a startup probe that fails', 'startup', [none, 'crash-loop critical 137', 'liveness-kills critical startup']],
    ['a readiness probe that fails', 'not-ready', [none, 'probe-failing critical readiness']],
    ['a pod that needs more than any node has', 'too-big', [none, 'unschedulable critical insufficient']],
    ['a node selector that fits no node', 'wrong-selector', [none, 'unschedulable critical affinity']],
    ['a pod behind a scheduling gate', 'gated', [none, 'unschedulable critical']],
    ['pods that write more than they may', 'evicts', ['evicted warning']],
    ['a pod that a finalizer holds', 'leaving', ['stuck-terminating warning']],
  ])('tells %s', async (_what, name, expected) => {
    expect(await findings(`deployment/${name}`)).toEqual(expected)
  })

  it.each([
    ['image-gone', 'not-found'],
    ['image-private', 'unauthorized'],
    ['image-denied', 'unauthorized'],
    ['image-limited', 'rate-limit'],
    ['image-broken', 'unreachable-registry'],
    ['image-nobody', 'unreachable-registry'],
    ['image-unreachable', 'unreachable-registry'],
    ['image-invalid', 'invalid-name'],
    ['image-never', 'never-pulled'],
  ])('tells why the image of %s cannot be had: %s', async (name, fault) => {
    expect(await findings(`deployment/${name}`)).toEqual([none, `image-pull critical ${fault}`])
  })

  it.each([
    ['secret-env', ['config-error critical missing-secret', 'missing-reference warning missing-secret']],
    ['map-env', ['config-error critical missing-config-map', 'missing-reference warning missing-config-map']],
    ['key-env', ['config-error critical missing-key', 'missing-reference warning missing-key']],
    ['key-env-map', ['config-error critical missing-key', 'missing-reference warning missing-key']],
    ['root', ['config-error critical run-as-root']],
    ['secret-volume', ['missing-reference warning missing-secret', 'volume-failed critical missing-secret']],
    ['map-volume', ['missing-reference warning missing-config-map', 'volume-failed critical missing-config-map']],
    ['key-volume', ['missing-reference warning missing-key', 'volume-failed critical missing-key']],
    ['nfs-mount', ['volume-failed critical mount']],
    ['claim-pending', ['unschedulable critical volume', 'claim-unbound critical pending']],
    ['claim-absent', ['unschedulable critical volume', 'claim-unbound critical absent']],
  ])('tells what %s lacks', async (name, expected) => {
    expect(await findings(`deployment/${name}`)).toEqual([none, ...expected])
  })

  it.each([
    ['team-quota', 'quota', ['create-forbidden warning quota']],
    ['team-quota', 'no-account', [none, 'create-forbidden critical service-account']],
    ['team-limit', 'limit', [none, 'create-forbidden critical limit-range']],
    ['team-strict', 'strict', [none, 'create-forbidden critical pod-security']],
    ['team-hook', 'hooked', [none, 'create-forbidden critical webhook-unreachable']],
  ])('tells why %s lets no pod of %s be created', async (namespace, name, expected) => {
    expect(await findings(`deployment/${name}`, namespace)).toEqual(expected)
  })

  it('tells a rollout whose new pods crash while the old ones serve', async () => {
    expect(await findings('deployment/shop')).toEqual([
      'rollout-stuck warning',
      'new-pods-fail warning',
      'crash-loop warning 1',
    ])
  })

  it('tells a rollout past its deadline', async () => {
    expect(await findings('deployment/deadline')).toContain('rollout-stuck critical')
  })

  it('tells a ConfigMap that was changed after the pods had read it', async () => {
    expect(await findings('deployment/reader')).toEqual(['config-changed-after-start warning'])
  })

  it('tells a CronJob whose last run failed', async () => {
    expect(await findings('cronjob/cleanup')).toEqual(['cronjob-failing warning 1'])
  })

  it.each([
    ['pods that serve', 'deployment/good'],
    ['a rollout that was taken back', 'deployment/undone'],
    ['a restart', 'deployment/restarted'],
    ['a paused rollout', 'deployment/paused'],
    ['a StatefulSet', 'statefulset/db'],
    ['a DaemonSet', 'daemonset/agent'],
  ])('says nothing of %s', async (_what, workload) => {
    expect(await findings(workload)).toEqual([])
  })
})

describe('a failed hook', () => {
  const hooks = async (workload: string) =>
    (await recordedAnswers('team-sick', [workload])).find(({ check }) => check === 'kubernetes.job-failed')?.findings

  it('is told while no rollout came after it', async () => {
    expect((await hooks('deployment/good'))?.map(({ summary }) => summary)).toEqual([
      'the hook migrate-7 (pre-upgrade) failed with exit code 1',
    ])
  })

  it('is forgotten once a rollout came after it', async () => {
    expect(await hooks('deployment/shop')).toEqual([])
  })
})

describe('rights that are missing', () => {
  const answersWithout = async (resource: string) => {
    const answers = await recordedAnswers('team-sick', ['statefulset/db'], [resource])
    return answers.filter(({ answer }) => answer === 'unknown').map(({ check }) => check.replace('kubernetes.', ''))
  }

  it('leave what only events tell unknown, and nothing else', async () => {
    expect(await answersWithout('events')).toEqual(['liveness-kills', 'sandbox-failed', 'volume-failed'])
  })

  it('on jobs leave the hooks and CronJobs unknown', async () => {
    expect(await answersWithout('jobs')).toEqual(['job-failed', 'cronjob-failing'])
  })

  it('on controller revisions cost nothing but the history', async () => {
    expect(await answersWithout('controllerrevisions')).toEqual([])
  })

  it('on Secrets leave a reference to one unknown, with the right that would help', async () => {
    const answers = await recordedAnswers('team-sick', ['deployment/secret-env'], ['secrets'])
    const [reference] = answers.filter(({ check }) => check === 'kubernetes.missing-reference')
    expect(reference).toMatchObject({ answer: 'unknown', grant: 'list secrets' })
  })
})
