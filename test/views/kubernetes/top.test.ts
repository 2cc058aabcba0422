import { describe, expect, it } from 'vitest'
import { type ContainerUsage, shareOf, usage } from '../../../src/facts/kubernetes/usage.ts'
import { top } from '../../../src/views/kubernetes/top.ts'
import { broken, seen } from '../../facts/kubernetes/world-facts.ts'
import { shownBy } from '../showing.ts'

const MB = 2 ** 20
const resources = (cpu: number | null, memory: number | null) => ({ cpu, memory })
const none = resources(null, null)
const container = (pod: string, name: string, cpu: number, memory: number) => ({
  ...{ pod, workload: 'deployment/api', container: name, isMain: name === 'app', ageMs: 15_000 },
  ...{
    used: resources(cpu, memory),
    requests: resources(0.1, null),
    limits: name === 'app' ? resources(0.5, 100 * MB) : none,
  },
})
const group = (name: string, pods: number, of: ReturnType<typeof container>, highest = none) => ({
  ...{ workload: of.workload, container: name, pods, highest },
  ...{ used: of.used, requests: of.requests, limits: of.limits },
})
const app = container('api-1', 'app', 0.475, 40 * MB)
const proxy = container('api-1', 'proxy', 0.01, 200 * MB)
const measured = {
  pods: 1,
  containers: [app, proxy],
  groups: [group('proxy', 1, proxy), group('app', 1, app, resources(0.95, 0.4))],
}

describe('the use of a service', () => {
  it('shows what is nearest to a limit first; what has none has no share of it', () => {
    const [table] = shownBy(top, [[usage, { measured }]]).tables
    expect(table?.title).toBe('1 pod measured; app is nearest to a limit: 95 % of its CPU')
    expect(table?.rows).toEqual([
      {
        ...{ container: 'app', workload: 'deployment/api', pods: 1, cpuMillicores: 475, cpuRequestMillicores: 100 },
        ...{ cpuLimitMillicores: 500, cpuOfLimit: 0.95, memory: 40 * MB, memoryLimit: 100 * MB, memoryOfLimit: 0.4 },
      },
      expect.not.objectContaining({ cpuOfLimit: expect.anything() }),
    ])
  })

  it('is shown pod by pod where that is wished, and says of how many', () => {
    const [table] = shownBy(top, [[usage, { measured }]], { params: { pods: true } }).tables
    expect(table?.rows.map(({ pod, container, cpuOfLimit }) => [pod, container, cpuOfLimit])).toEqual([
      ['api-1', 'app', 0.95],
      ['api-1', 'proxy', undefined],
    ])
    expect(table?.total).toBe(2)
  })

  it('is unknown where nobody measures, with what would help', () => {
    const { tables, gaps } = shownBy(top, [[usage, { measured: null }]])
    expect(tables).toEqual([])
    expect(gaps).toEqual([
      { reason: expect.stringContaining('metrics.k8s.io'), grant: expect.stringContaining('metrics-server') },
    ])
  })
})

describe('the use of all pods of a workload', () => {
  it('is added up by container, beside the highest share of any of them', async () => {
    const { measured } = await seen(usage, broken, 'shop', 'deployment/busy')
    const sum = (of: (each: ContainerUsage) => number | null) =>
      (measured?.containers ?? []).reduce((total, each) => total + (of(each) ?? 0), 0)
    expect(measured?.groups).toEqual([
      {
        ...{ workload: 'deployment/busy', container: 'app', pods: 2 },
        used: { cpu: sum(({ used }) => used.cpu), memory: sum(({ used }) => used.memory) },
        requests: { cpu: sum(({ requests }) => requests.cpu), memory: sum(({ requests }) => requests.memory) },
        limits: { cpu: 0.1, memory: 2 ** 26 },
        highest: {
          cpu: Math.max(...(measured?.containers ?? []).map((each) => shareOf(each, 'cpu') ?? 0)),
          memory: Math.max(...(measured?.containers ?? []).map((each) => shareOf(each, 'memory') ?? 0)),
        },
      },
    ])
    expect(sum(({ used }) => used.cpu)).toBeGreaterThan(0)
  })
})
