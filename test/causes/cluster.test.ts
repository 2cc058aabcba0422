import { describe, expect, it } from 'vitest'
import { textAt } from '../../src/core/json.ts'
import { patched, type World, withObject } from '../facts/kubernetes/recording.ts'
import { broken } from '../facts/kubernetes/world-facts.ts'
import { causesIn, judgedWorld, remediesIn } from './world-case.ts'

const ago = (seconds: number) => new Date(broken.at - seconds * 1000).toISOString()
const names = (resource: string, prefix: string) =>
  broken.objects.flatMap((each) => {
    const name = textAt(each, 'metadata', 'name') ?? ''
    return each.resource === resource && each.group === undefined && name.startsWith(prefix) ? [name] : []
  })

describe('pods that are not created', () => {
  it('for a quota: it says how much is missing', async () => {
    const judgement = await judgedWorld(broken, 'tight deployment/second')
    expect(causesIn(judgement)).toEqual(['quota-exhausted quota compute: high'])
    expect(remediesIn(judgement)).toEqual([
      expect.stringMatching(
        /^\(make room: .*requests.cpu by 1 x 60m \(kubectl --context test -n tight edit resourcequota compute\)\)$/,
      ),
    ])
    expect(judgement.causes[0]?.explains.map(({ check }) => check)).toContain('kubernetes.create-forbidden')
  })

  it('for the same quota in a StatefulSet', async () => {
    expect(causesIn(await judgedWorld(broken, 'tight statefulset/third'))).toEqual([
      'quota-exhausted quota compute: high',
    ])
  })

  it('for no quota where the neighbour has all of its pods', async () => {
    expect(causesIn(await judgedWorld(broken, 'tight deployment/first'))).toEqual([])
  })

  it('for a webhook that does not answer: whose it is, and who stands behind it', async () => {
    const judgement = await judgedWorld(broken, 'guarded deployment/user-service')
    expect(causesIn(judgement)).toEqual(['webhook-down-or-denying webhook pods.guard.example.com: high'])
    expect(remediesIn(judgement)).toEqual([
      expect.stringMatching(
        /^\(bring the pods behind the Service guarded\/guard back; .*ValidatingWebhookConfiguration guard/,
      ),
    ])
    expect(judgement.unexplained).toEqual([])
  })

  it('for a webhook that is in the way of several services, once', async () => {
    const condition = { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', lastTransitionTime: ago(90) }
    const message = 'Internal error occurred: failed calling webhook "pods.guard.example.com": no endpoints available'
    const world = patched(broken, 'deployments shop/stout', {
      status: { replicas: 0, conditions: [{ ...condition, message }] },
    })
    const judgement = await judgedWorld(world, 'guarded deployment/user-service', { beside: 'shop deployment/stout' })
    expect(judgement.causes.map(({ id, summary }) => [id, summary])).toEqual([
      [
        'webhook-down-or-denying',
        'the admission webhook pods.guard.example.com does not answer, so that no pod of user-service, stout is created',
      ],
    ])
  })

  it('for a webhook, though webhooks may not be seen', async () => {
    const world = {
      ...broken,
      forbidden: ['validatingwebhookconfigurations', 'mutatingwebhookconfigurations', 'nodes'],
    }
    expect(causesIn(await judgedWorld(world, 'guarded deployment/user-service'))).toEqual([
      'webhook-down-or-denying webhook pods.guard.example.com: high',
    ])
  })

  it('for a webhook that says no: with its reason', async () => {
    const message =
      'pods "user-service-1" is forbidden: admission webhook "labels.example.com" denied the request: the label team is missing'
    const world = patched(broken, 'deployments guarded/user-service', {
      status: {
        conditions: [
          { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message, lastTransitionTime: ago(90) },
        ],
      },
    })
    const judgement = await judgedWorld(world, 'guarded deployment/user-service')
    expect(causesIn(judgement)).toEqual(['webhook-down-or-denying webhook labels.example.com: high'])
    expect(remediesIn(judgement)).toEqual([expect.stringMatching(/it says: the label team is missing\)$/)])
  })
})

describe('pods that no node takes', () => {
  const huge = 'nowhere deployment/huge'

  it('for lack of room: a pod that no node could hold is said so', async () => {
    const judgement = await judgedWorld(broken, huge)
    expect(causesIn(judgement)).toEqual(['cluster-full test: high'])
    expect(judgement.causes[0]?.summary).toBe('a pod of huge asks for 64 CPUs, and the largest node has 2')
  })

  it('are one trouble of the cluster for all services that have some', async () => {
    const judgement = await judgedWorld(broken, huge, { beside: 'nowhere deployment/picky' })
    expect(causesIn(judgement)).toEqual(['cluster-full test: high', 'no-node-fits workload deployment/picky: high'])
    const [name] = names('pods', 'picky-')
    const message = '0/1 nodes are available: 1 Insufficient memory. no new claims to deallocate'
    const both = await judgedWorld(
      patched(broken, `pods nowhere/${name}`, {
        status: {
          conditions: [
            { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message, lastTransitionTime: ago(90) },
          ],
        },
      }),
      huge,
      { beside: 'nowhere deployment/picky' },
    )
    expect(both.causes.map(({ id, summary }) => [id, summary])).toEqual([
      ['cluster-full', 'no node of test has room for more pods of huge, picky'],
    ])
    expect(both.unexplained).toEqual([])
  })

  it('for lack of room, though nodes may not be seen', async () => {
    const { causes } = await judgedWorld({ ...broken, forbidden: ['nodes', 'events'] }, huge)
    expect(causes.map(({ id, summary }) => [id, summary])).toEqual([
      ['cluster-full', 'no node of test has room for more pods of huge'],
    ])
  })

  const pod = broken.objects.find(
    (each) => textAt(each, 'metadata', 'name')?.startsWith('huge-') && each.resource === 'pods',
  )
  const said = (reason: string, seconds: number) =>
    withObject(broken, 'events', {
      metadata: { name: 'e', namespace: 'nowhere' },
      ...{
        reason,
        message: 'pod triggered scale-up: [{a 1->2 (max: 2)}]',
        source: { component: 'cluster-autoscaler' },
      },
      ...{ lastTimestamp: ago(seconds), involvedObject: { kind: 'Pod', uid: textAt(pod, 'metadata', 'uid') } },
    })

  it('are no trouble while a node is on its way', async () => {
    expect(causesIn(await judgedWorld(said('TriggeredScaleUp', 90), huge))).toEqual([])
  })

  it.each([
    ['TriggeredScaleUp', 1200],
    ['NotTriggerScaleUp', 60],
  ])('are one where none comes: %s %d s ago', async (reason, seconds) => {
    expect(causesIn(await judgedWorld(said(reason, seconds), huge))).toEqual(['cluster-full test: high'])
  })

  it('for a selector that fits no node', async () => {
    expect(causesIn(await judgedWorld(broken, 'nowhere deployment/picky'))).toEqual([
      'no-node-fits workload deployment/picky: high',
    ])
  })

  it('for a node that somebody closed: it can be opened', async () => {
    const [name] = names('pods', 'picky-')
    const message =
      '0/1 nodes are available: 1 node(s) were unschedulable. preemption: 0/1 nodes are available: 1 Preemption is not helpful for scheduling.'
    const world = patched(patched(broken, 'nodes node-1', { spec: { unschedulable: true } }), `pods nowhere/${name}`, {
      status: {
        conditions: [
          { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message, lastTransitionTime: ago(90) },
        ],
      },
    })
    expect(remediesIn(await judgedWorld(world, 'nowhere deployment/picky'))[0]).toBe(
      'kubectl --context test uncordon node-1',
    )
  })
})

/** The node falls silent: its controller writes that of it, and of the pods on it. */
function silent(seconds: number): World {
  const at = { lastTransitionTime: ago(seconds) }
  const node = patched(broken, 'nodes node-1', {
    status: { conditions: [{ type: 'Ready', status: 'Unknown', reason: 'NodeStatusUnknown', ...at }] },
  })
  const pods = names('pods', 'user-service-').filter((name) => !name.startsWith('user-service-headless'))
  const dead = pods.reduce((world, name) => {
    try {
      return patched(world, `pods shop/${name}`, {
        status: { conditions: [{ type: 'Ready', status: 'False', ...at }] },
      })
    } catch {
      return world
    }
  }, node)
  return patched(dead, 'deployments shop/user-service', { status: { readyReplicas: 0, availableReplicas: 0 } })
}

describe('a node that is lost', () => {
  const user = 'shop deployment/user-service'

  it('is the cause for the services whose pods it holds', async () => {
    const judgement = await judgedWorld(silent(90), user)
    expect(causesIn(judgement)).toEqual(['node-lost node node-1: high'])
    expect(judgement.unexplained).toEqual([])
  })

  it('is none for the others', async () => {
    expect(causesIn(await judgedWorld(silent(90), 'shop deployment/store-blue'))).toEqual([])
  })

  it('cannot be known without the right to see nodes', async () => {
    expect(causesIn(await judgedWorld({ ...silent(90), forbidden: ['nodes'] }, user))).not.toContainEqual(
      expect.stringContaining('node-lost'),
    )
  })
})
