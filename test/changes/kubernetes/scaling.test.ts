import { describe, expect, test } from 'vitest'
import type { WorkloadTraces } from '../../../src/facts/kubernetes/traces.ts'
import { minute, told, tracesOf, workload } from './shown.ts'

describe('scaling', () => {
  const scale = (manager: string) => ({ manager, agoMs: null, subresource: 'scale' })
  const step = (set: string, from: number, to: number, agoMs: number) => ({ workload, set, from, to, agoMs })
  const seen = (
    wanted: number,
    { steps = [], writers = [] }: { steps?: object[]; writers?: WorkloadTraces['writers'] } = {},
  ) => ({
    'kubernetes.traces': { workloads: [tracesOf({ wanted, writers })], steps: { seen: steps } },
  })
  test('by hand is told when it came, with both numbers and the tool', () => {
    expect(told(seen(5, { steps: [step('a', 3, 5, 30_000)], writers: [scale('kubectl')] }))).toMatchObject([
      { agoMs: 30_000, kind: 'scaling', tool: 'kubectl', summary: `${workload} was scaled from 3 to 5 pods` },
    ])
  })

  test('from nothing and to nothing is told, too', () => {
    const stopped = [step('a', 0, 3, 50 * minute), step('a', 3, 0, 9 * minute), step('a', 0, 3, minute)]
    expect(told(seen(3, { steps: stopped })).map(({ summary }) => summary)).toEqual([
      `${workload} was scaled from 3 to 0 pods`,
      `${workload} was scaled from 0 to 3 pods`,
    ])
  })

  test('is not what a rollout does', () => {
    const rollout = [step('a', 3, 2, 62_000), step('b', 0, 1, 64_000), step('b', 1, 2, 61_000), step('a', 2, 0, 58_000)]
    expect(told(seen(3, { steps: rollout }))).toEqual([])
    const givenUp = [step('b', 0, 1, 9 * minute), step('b', 1, 0, minute)]
    expect(told(seen(3, { steps: givenUp }))).toEqual([])
    expect(told(seen(0, { steps: givenUp }))).toHaveLength(1)
  })

  test('between two looks is told where the events do not', () => {
    expect(told(seen(5, { writers: [scale('kubectl')] }), seen(3))).toMatchObject([
      { kind: 'scaling', tool: 'kubectl', summary: `${workload} was scaled from 3 to 5 pods` },
    ])
    expect(told(seen(5, { steps: [step('a', 3, 5, minute)] }), seen(3))).toHaveLength(1)
    expect(told(seen(3), seen(3))).toEqual([])
  })

  test('by the autoscaler is told once, and not taken for that of a person', () => {
    const scaler = { name: 'user-service', workload, lastScaledAgoMs: minute, desired: 4 }
    const controller = {
      steps: [step('a', 3, 4, minute - 1_000)],
      writers: [scale('kube-controller-manager'), scale('kubectl')],
    }
    const autoscaling = { autoscalers: { seen: [scaler] }, budgets: { seen: [] } }
    expect(told({ ...seen(4, controller), 'kubernetes.autoscaling': autoscaling })).toEqual([
      expect.objectContaining({ summary: `the autoscaler user-service scaled ${workload} to 4 pods` }),
    ])
    expect(told(seen(4, controller))[0]?.tool).toBeUndefined()
  })

  test('is silent where neither autoscalers nor events may be listed', () => {
    const unasked = { unasked: { kind: 'forbidden', reason: 'no' } }
    const traces = { workloads: [tracesOf()], steps: unasked }
    expect(
      told({ 'kubernetes.autoscaling': { autoscalers: unasked, budgets: unasked }, 'kubernetes.traces': traces }),
    ).toEqual([])
  })
})
