import { describe, expect, it } from 'vitest'
import type { TableDraft } from '../../../src/core/table.ts'
import { describe as described } from '../../../src/views/kubernetes/describe.ts'
import { patched, type World } from '../../facts/kubernetes/recording.ts'
import { broken, lookAt } from '../../facts/kubernetes/world-facts.ts'

async function shown(name: string, world: World = broken) {
  const { instances } = await lookAt(world, { namespace: 'shop', workload: `deployment/${name}` })
  const instance = instances.find(({ system }) => system === 'kubernetes')
  if (instance === undefined) throw new Error('no service')
  return described.show(instance, undefined, { params: {}, answers: [] })
}

const tableOf = ({ tables }: { tables: readonly TableDraft[] }, column: string) =>
  tables.find(({ columns: [first] }) => first?.id === column)

describe('the description of a service', () => {
  it('says of its workloads how many pods are ready, who writes them, and with what they run', async () => {
    const all = await shown('user-service')
    expect(all.tables[0]?.title).toMatch(/^1 workload, \d of \d pods ready$/)
    expect(tableOf(all, 'workload')?.rows).toEqual([
      expect.objectContaining({ workload: 'deployment/user-service', owner: expect.any(String), rollout: 'done' }),
    ])
    expect(tableOf(all, 'container')?.rows).toEqual([
      expect.objectContaining({
        container: 'app',
        image: expect.stringContaining('registry.example.com/'),
        ports: expect.any(String),
      }),
    ])
  })

  it('shows what stands before its pods: Services, ingresses, and what is meant and leads nowhere', async () => {
    const all = await shown('user-service')
    expect(tableOf(all, 'service')?.rows.map(({ service, selects }) => [service, selects])).toEqual([
      ['user-service', 'user-service'],
      ['user-service-headless (headless)', 'user-service'],
    ])
    expect(tableOf(all, 'ingress')?.rows).toContainEqual(expect.objectContaining({ ingress: 'user-service' }))
  })

  it('says what an autoscaler is kept from, and which evictions a budget allows', async () => {
    expect(tableOf(await shown('asleep'), 'autoscaler')?.rows).toEqual([
      expect.objectContaining({
        min: 1,
        max: 3,
        says: 'switched off: the workload is scaled to 0',
        metrics: 'cpu ? of 50 %',
      }),
    ])
    expect(tableOf(await shown('user-service'), 'budget')?.rows).toEqual([
      expect.objectContaining({
        budget: 'user-service',
        allowed: expect.any(Number),
        rule: expect.stringMatching(/^at (least|most) /),
      }),
    ])
    expect(tableOf(await shown('asleep'), 'budget')).toMatchObject({ title: 'no disruption budget', rows: [] })
  })

  it('tells what may not be seen from what is not there', async () => {
    const all = await shown('asleep', { ...broken, forbidden: ['horizontalpodautoscalers', 'ingresses'] })
    expect(tableOf(all, 'autoscaler')).toMatchObject({
      title: expect.stringMatching(/^autoscalers are not known: may not list/),
      rows: [],
    })
    expect(tableOf(all, 'service')?.notes).toEqual([expect.stringContaining('ingresses are not known')])
  })

  it('never shows the query of a probe, which may hold a token', async () => {
    const probe = { httpGet: { path: '/ready?token=s3cr3t', port: 8080 } }
    const spec = { template: { spec: { containers: [{ name: 'app', image: 'a', readinessProbe: probe }] } } }
    const all = await shown('asleep', patched(broken, 'deployments shop/asleep', { spec }))
    expect(JSON.stringify(all)).not.toContain('s3cr3t')
    expect(tableOf(all, 'container')?.rows[0]?.readiness).toMatch(/^GET \/ready :8080, every/)
  })
})
