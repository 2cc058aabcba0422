import { describe } from 'vitest'
import { patched, type World, withObject } from '../../facts/kubernetes/recording.ts'
import { broken } from '../../facts/kubernetes/world-facts.ts'
import { answers } from '../kubernetes/world-answers.ts'

const user = 'shop deployment/user-service'
const ago = (seconds: number) => new Date(broken.at - seconds * 1000).toISOString()

interface Node {
  readonly ready?: string
  readonly since?: number
  readonly message?: string
  readonly created?: number
  readonly pressures?: readonly string[]
  readonly taints?: readonly object[]
  readonly cordoned?: boolean
}

/** The recorded node with other conditions: as its controller writes them when the kubelet falls silent. */
function withNode({
  ready = 'True',
  since = 60,
  message = '',
  created = 7200,
  pressures = [],
  taints = [],
  cordoned,
}: Node): World {
  const at = { lastTransitionTime: ago(since), reason: 'NodeStatusUnknown', message }
  const conditions = [
    ...['MemoryPressure', 'DiskPressure', 'PIDPressure'].map((type) => ({
      ...{ type, status: pressures.includes(type) ? 'True' : 'False', ...at },
    })),
    { type: 'Ready', status: ready, ...at },
  ]
  return patched(broken, 'nodes node-1', {
    metadata: { creationTimestamp: ago(created) },
    spec: { taints, unschedulable: cordoned ?? null },
    status: { conditions },
  })
}

const lost = 'cluster.node-not-ready'
const pressed = 'cluster.node-pressure'

describe('nodes', () => {
  answers([
    ['are well', lost, /^ok$/, broken, user],
    ['are not pressed', pressed, /^ok$/, broken, user],
    [
      'that are not heard any more',
      lost,
      /^critical: the node node-1 \(of 1\) is not heard of any more$/,
      withNode({ ready: 'Unknown' }),
      user,
    ],
    [
      'of which most others are well only warn',
      lost,
      /^warning: the node node-1 \(of 3\) is not ready: the network plugin is not ready$/,
      [2, 3].reduce<World>(
        (world, number) => withObject(world, 'nodes', other(number)),
        withNode({ ready: 'False', message: 'the network plugin is not ready' }),
      ),
      user,
    ],
    [
      'that have just come and were never ready',
      lost,
      /^ok$/,
      withNode({ ready: 'False', since: 60, created: 60 }),
      user,
    ],
    [
      'that came just now, were ready and fell silent',
      lost,
      /^critical/,
      withNode({ ready: 'Unknown', since: 30, created: 200 }),
      user,
    ],
    [
      'that came long ago and were never ready',
      lost,
      /^critical/,
      withNode({ ready: 'False', since: 900, created: 900 }),
      user,
    ],
    [
      'that the autoscaler takes away',
      lost,
      /^ok$/,
      withNode({ ready: 'Unknown', taints: [{ key: 'ToBeDeletedByClusterAutoscaler', effect: 'NoSchedule' }] }),
      user,
    ],
    ['that somebody closed before', lost, /it is cordoned$/, withNode({ ready: 'Unknown', cordoned: true }), user],
    ['that are closed and well', lost, /^ok$/, withNode({ cordoned: true }), user],
    [
      'under pressure',
      pressed,
      /^warning: the node node-1 reports MemoryPressure and DiskPressure: /,
      withNode({ pressures: ['DiskPressure', 'MemoryPressure'] }),
      user,
    ],
    ['that may not be seen', lost, /^unknown: .*list on nodes/, { ...broken, forbidden: ['nodes'] }, user],
    [
      'are judged without the leases of their kubelets',
      lost,
      /^critical/,
      { ...withNode({ ready: 'Unknown' }), forbidden: ['leases'] },
      user,
    ],
  ])
})

function other(number: number) {
  return {
    metadata: { name: `node-${number}`, creationTimestamp: ago(7200) },
    spec: {},
    status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: ago(7100) }] },
  }
}
