import { describe, expect, it } from 'vitest'
import { defineFacts } from '../../src/core/facts.ts'
import { defineImpact, impactOn } from '../../src/core/impact.ts'
import { earliest, lasting, type Since, unknownSince } from '../../src/core/since.ts'
import { nodeKey, part, targetKey } from '../../src/core/target.ts'
import { Topology } from '../../src/core/topology.ts'
import { cache, database, events, pooler, replica, service, topologyOf } from '../causes/case.ts'

const topology = topologyOf()
const names = (nodes: ReturnType<Topology['dependencies']>) => nodes.map(({ target }) => target.name).toSorted()

describe('who needs whom', () => {
  it('reaches through others', () => {
    expect(topology.dependsOn(service, database)).toBe(true)
    expect(topology.dependsOn(database, service)).toBe(false)
    expect(topology.dependsOn(cache, database)).toBe(false)
    expect(topology.dependsOn(database, database)).toBe(true)
  })

  it('counts a part as the system it belongs to', () => {
    expect(topology.dependsOn(part(pooler, 'pool', { user: 'app' }), part(database, 'session', { pid: 1 }))).toBe(true)
  })

  it('lists dependencies, of one system where asked, and dependants', () => {
    expect(names(topology.dependencies(service))).toEqual(
      [pooler, database, replica, cache, events].map(({ name }) => name).toSorted(),
    )
    expect(names(topology.dependencies(service, 'postgres'))).toEqual([database.name, replica.name].toSorted())
    expect(names(topology.dependants(database))).toEqual([service.name, pooler.name, replica.name].toSorted())
  })

  it('puts the dependency below the dependant', () => {
    const heights = [database, pooler, service].map((target) => topology.height(target))
    expect(heights).toEqual(heights.toSorted((left, right) => left - right))
    expect(new Set(heights).size).toBe(3)
  })

  it('ends on a cycle', () => {
    const node = (target: typeof service, on: typeof service) => ({
      target,
      dependsOn: [nodeKey(on)],
      handles: {},
      addresses: [],
    })
    const cyclic = new Topology([node(service, cache), node(cache, service)])
    expect(cyclic.dependsOn(cache, service) && cyclic.dependsOn(service, cache)).toBe(true)
    expect(cyclic.height(cache)).toBe(cyclic.height(service))
  })

  it('knows nothing of a stranger', () => {
    const stranger = { system: 'redis', kind: 'server', name: 'theirs' }
    expect(topology.handles(stranger)).toEqual({})
    expect(topology.dependsOn(service, stranger)).toBe(false)
    expect(topology.dependencies(stranger)).toEqual([])
  })
})

describe('the key of a target', () => {
  it('tells clusters, namespaces and parts apart, whatever the order of the words of its id', () => {
    expect(nodeKey({ ...database, cluster: 'a' })).not.toBe(nodeKey(database))
    expect(targetKey(part(database, 'session', { pid: 1 }))).not.toBe(targetKey(part(database, 'session', { pid: 2 })))
    expect(targetKey(part(database, 'x', { a: 1, b: 2 }))).toBe(targetKey(part(database, 'x', { b: 2, a: 1 })))
  })
})

describe('since', () => {
  const exact = (at: number): Since => ({ accuracy: 'exact', at })
  const atMost = (at: number): Since => ({ accuracy: 'atMost', at })

  it.each([
    ['nothing is known', [unknownSince], unknownSince],
    ['there is nothing', [], unknownSince],
    ['several are exact', [exact(9), exact(4)], exact(4)],
    ['an estimate is earlier than what is exact', [atMost(1), exact(4), unknownSince], exact(4)],
    ['there are only estimates', [atMost(7), atMost(2)], atMost(2)],
  ])('is the earliest that can be relied on where %s', (_, candidates, expected) => {
    expect(earliest(candidates)).toEqual(expected)
  })

  it('follows from an age that the server measured', () => {
    expect(lasting(400.4, 1_000)).toEqual(exact(600))
    expect(lasting(null, 1_000)).toEqual(unknownSince)
  })
})

describe('the impact on a service', () => {
  const facts = defineFacts<number, unknown>({
    id: 'http.thing',
    system: 'http',
    cost: 'cheap',
    collect: async () => 1,
  })
  const reading = (id: string, errorRate: number | null, p99Ms?: number) =>
    defineImpact({
      id,
      reads: { facts },
      measure: ({ facts: seen }) => (seen === undefined ? {} : { errorRate, ...(p99Ms && { p99Ms }) }),
    })
  const instance = (target: typeof service) =>
    ({
      system: 'http',
      target,
      vantage: 'operator',
      identity: null,
      observations: { 'http.thing': { at: 1, value: 1 } },
    }) as const
  const look = { at: 1, instances: [instance(service), instance(database)] }

  it('is put together from all readings, the first one wins', () => {
    const impact = impactOn(service, [reading('a', 0.5), reading('b', 0.1, 900)], look, undefined)
    expect(impact).toEqual({
      readyEndpoints: null,
      wantedEndpoints: null,
      errorRate: 0.5,
      requestsPerSecond: null,
      p99Ms: 900,
    })
  })

  it('is unknown for a service that nobody looked at', () => {
    const other = { ...service, name: 'another' }
    expect(new Set(Object.values(impactOn(other, [reading('a', 0.5)], look, undefined)))).toEqual(new Set([null]))
  })
})
