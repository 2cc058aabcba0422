import { describe, expect, it } from 'vitest'
import { checks } from '../../src/checks/index.ts'
import { views } from '../../src/views/index.ts'

describe('the views', () => {
  it('have ids of their own, each beginning with its system', () => {
    const ids = views.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { id, system } of views) expect(id).toMatch(new RegExp(`^${system}\\.[a-z-]+$`))
  })

  it.each(views)('$id says why it shows nothing where its system could not be asked', (view) => {
    const target = { system: view.system, kind: 'x', name: 'a' }
    const unconnected = { kind: 'unreachable', reason: 'not reachable' } as const
    const instance = {
      system: view.system,
      target,
      vantage: 'operator',
      identity: null,
      unconnected,
      observations: {},
    } as const
    expect(view.show(instance, undefined, { params: {}, answers: [] })).toEqual({
      tables: [],
      gaps: [{ reason: 'not reachable', grant: null }],
    })
  })

  it.each(views)('$id weighs only checks that exist', ({ weighs, system }) => {
    const known = checks.filter((check) => check.system === system).map(({ id }) => id)
    expect(weighs.filter((id) => !known.includes(id))).toEqual([])
  })
})
