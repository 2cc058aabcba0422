import { describe, expect, it } from 'vitest'
import { configMaps, secretKeys } from '../../../src/facts/kubernetes/objects/config-map.ts'
import { warningEvents } from '../../../src/facts/kubernetes/objects/event.ts'
import { readMeta } from '../../../src/facts/kubernetes/objects/meta.ts'
import { pods } from '../../../src/facts/kubernetes/objects/pod.ts'
import { readPodTemplate } from '../../../src/facts/kubernetes/objects/pod-template.ts'
import { readQuantity } from '../../../src/facts/kubernetes/objects/quantity.ts'
import { selectorText } from '../../../src/facts/kubernetes/objects/selector.ts'
import { daemonSets, deployments, rollouts } from '../../../src/facts/kubernetes/objects/workload.ts'
import { recorded, recordedAt } from './recorded.ts'

describe('a quantity', () => {
  it.each([
    ['250m', 0.25],
    ['2', 2],
    ['1Gi', 2 ** 30],
    ['128974848', 128_974_848],
    ['129e6', 129e6],
    ['1E', 1e18],
    ['1.5k', 1500],
    [3, 3],
    ['a lot', null],
    ['', null],
    [undefined, null],
  ])('%s is %s', (text, number) => {
    expect(readQuantity(text)).toBe(number)
  })
})

describe('a selector', () => {
  it('is written as the API takes it', () => {
    const matchExpressions = [
      { key: 'tier', operator: 'In', values: ['a', 'b'] },
      { key: 'zone', operator: 'NotIn', values: ['x'] },
      { key: 'live', operator: 'Exists' },
      { key: 'canary', operator: 'DoesNotExist' },
    ]
    expect(selectorText({ matchLabels: { app: 'users' }, matchExpressions })).toBe(
      'app=users,tier in (a,b),zone notin (x),live,!canary',
    )
  })
})

describe('the metadata of an object', () => {
  it('forgets the copy that kubectl apply leaves: it may hold secrets', () => {
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"password":"x"}}', team: 'a' }
    expect(readMeta({ metadata: { annotations } }, 0).annotations).toEqual({ team: 'a' })
  })

  it('tells ages by the clock of the server', () => {
    const metadata = { creationTimestamp: '2026-11-22T22:00:00Z', deletionTimestamp: '2026-11-22T22:10:30Z' }
    const { createdAgoMs, deletedAgoMs } = readMeta({ metadata }, Date.parse('2026-11-22T22:10:00Z'))
    expect([createdAgoMs, deletedAgoMs]).toEqual([600_000, -30_000])
  })

  it('knows the owner that controls it', () => {
    const ownerReferences = [
      { kind: 'A', name: 'a', uid: '1' },
      { kind: 'B', name: 'b', uid: '2', controller: true },
    ]
    expect(readMeta({ metadata: { ownerReferences } }, 0).owner).toEqual({ kind: 'B', name: 'b', uid: '2' })
  })
})

describe('a ConfigMap and a Secret', () => {
  it('tell when their contents changed, and by whom', () => {
    const settings = configMaps.read(recorded('configmaps', 'team-sick', 'settings'), recordedAt)
    expect(settings.keys).toEqual(['MODE'])
    expect(settings.written.agoMs).toBeLessThan(settings.createdAgoMs - 20_000)
    expect(settings.writers[0]?.manager).toBe('kubectl-patch')
  })

  const now = Date.parse('2026-11-22T22:10:00Z')
  const writtenBy = (managedFields: readonly object[]) => {
    const metadata = { creationTimestamp: '2026-11-22T21:10:00Z', managedFields }
    return configMaps.read({ metadata, data: { X: '1' } }, now).written
  }
  const contents = { 'f:data': { 'f:X': {} } }

  it('do not count it as a change when somebody else writes only a label', () => {
    const managedFields = [
      { manager: 'a', time: '2026-11-22T22:00:00Z', fieldsV1: contents },
      { manager: 'b', time: '2026-11-22T22:09:00Z', fieldsV1: { 'f:metadata': {} } },
    ]
    expect(writtenBy(managedFields)).toEqual({ agoMs: 600_000, perhapsAgoMs: null, perhapsBy: null })
  })

  it('may have changed when a tool that writes labels, too, wrote them', () => {
    const labels = { 'f:labels': { 'f:helm.sh/chart': {} } }
    const fieldsV1 = { ...contents, 'f:metadata': labels }
    expect(writtenBy([{ manager: 'helm', time: '2026-11-22T22:00:00Z', fieldsV1 }])).toEqual({
      ...{ agoMs: 3_600_000, perhapsAgoMs: 600_000, perhapsBy: 'helm' },
    })
  })

  it('tell the names of the keys without the contents', () => {
    const present = secretKeys.read(recorded('secrets', 'team-sick', 'present'), recordedAt)
    expect(present.keys).toEqual(['A'])
    expect(secretKeys.metadataOnly).toBe(true)
  })

  it('leave the keys open where nobody recorded them', () => {
    expect(secretKeys.read({ kind: 'PartialObjectMetadata', metadata: { name: 'x' } }, 0).keys).toBeNull()
  })
})

describe('a workload', () => {
  it('has the defaults of the API where an object leaves them out', () => {
    const { wanted, progressDeadlineSeconds, strategy } = deployments.read({ spec: {} }, 0)
    expect({ wanted, progressDeadlineSeconds, strategy }).toEqual({
      ...{ wanted: 1, progressDeadlineSeconds: 600, strategy: 'RollingUpdate' },
    })
  })

  it('of a DaemonSet is wanted on as many nodes as take it', () => {
    const agent = daemonSets.read(recorded('daemonsets', 'team-sick', 'agent'), recordedAt)
    expect(agent).toMatchObject({ wanted: 1, ready: 1, updated: 1, available: 1, selector: 'app=agent' })
  })

  it('of Argo writes its generation as text and its selector into its status', () => {
    const raw = {
      metadata: { generation: 4 },
      spec: { strategy: { canary: {} } },
      status: { observedGeneration: '4', selector: 'app=x' },
    }
    expect(rollouts.read(raw, 0)).toMatchObject({ observedGeneration: 4, selector: 'app=x', strategy: 'Canary' })
  })
})

describe('a pod template', () => {
  const template = (annotations: object, image = 'a:1') => ({
    metadata: { labels: { app: 'x', 'pod-template-hash': String(Math.random()) }, annotations },
    spec: { containers: [{ name: 'app', image }] },
  })

  it('is the same after a restart, and another one with another image', () => {
    const before = readPodTemplate(template({}))
    const restarted = readPodTemplate(template({ 'kubectl.kubernetes.io/restartedAt': 'now' }))
    expect(restarted.digest).toBe(before.digest)
    expect(readPodTemplate(template({}, 'a:2')).digest).not.toBe(before.digest)
  })

  it('names what stands behind its environment and its volumes', () => {
    const read = readPodTemplate({
      spec: {
        initContainers: [{ name: 'wait' }, { name: 'proxy', restartPolicy: 'Always' }],
        containers: [
          {
            name: 'app',
            env: [
              { name: 'A', value: '1' },
              { name: 'B', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
            ],
            envFrom: [{ prefix: 'P_', configMapRef: { name: 'c', optional: true } }],
          },
        ],
        volumes: [
          {
            name: 'v',
            projected: { sources: [{ secret: { name: 's2' } }, { configMap: { name: 'c2', items: [{ key: 'k' }] } }] },
          },
          { name: 'w', secret: { secretName: 's3' } },
          { name: 'd', persistentVolumeClaim: { claimName: 'data' } },
        ],
      },
    })
    expect(read.containers.map(({ role }) => role)).toEqual(['init', 'sidecar', 'app'])
    expect(read.containers[2]?.env[1]).toEqual({ name: 'B', kind: 'secret', object: 's', key: 'k', optional: false })
    expect(read.containers[2]?.envFrom).toEqual([{ kind: 'config-map', object: 'c', prefix: 'P_', optional: true }])
    expect(read.volumes.map((each) => ('object' in each ? each.object : each.kind))).toEqual([
      's2',
      'c2',
      's3',
      'claim',
    ])
  })
})

describe('a pod', () => {
  it('has states for all its containers, and one that is the main one', () => {
    const raw = recorded('pods', 'team-sick', 'sidecar-crash-7bcd768688-bcr24')
    const { containers } = pods.read(raw, recordedAt)
    expect(containers.map(({ name, role, isMain }) => [name, role, isMain])).toEqual([
      ['proxy', 'sidecar', false],
      ['app', 'app', true],
    ])
    expect(containers[0]?.now).toMatchObject({ state: 'terminated', exitCode: 1 })
  })
})

describe('an event', () => {
  it('is as young as the last time it was said', () => {
    const said = { firstTimestamp: '2026-11-22T22:00:00Z', lastTimestamp: '2026-11-22T22:05:00Z', count: 4 }
    const series = { count: 9, lastObservedTime: '2026-11-22T22:08:00.5Z' }
    const now = Date.parse('2026-11-22T22:10:00Z')
    const read = (raw: object) => {
      const { count, lastAgoMs } = warningEvents.read(raw, now)
      return [count, lastAgoMs]
    }
    expect(read(said)).toEqual([4, 300_000])
    expect(read({ eventTime: '2026-11-22T22:00:00Z', series })).toEqual([9, 119_500])
  })

  it('names the container that it is about', () => {
    const raw = { involvedObject: { kind: 'Pod', name: 'a', fieldPath: 'spec.initContainers{migrate}' } }
    expect(warningEvents.read(raw, 0).object.container).toBe('migrate')
  })
})
