import { Counter, Histogram, Registry } from 'prom-client'
import { expect, test } from 'vitest'
import { parseExposition } from '../../../src/facts/http/exposition.ts'

test.each([
  ['up 1', { name: 'up', labels: {}, value: 1 }],
  ['a_total{code="200",} 1027 1395066363000', { name: 'a_total', labels: { code: '200' }, value: 1027 }],
  ['w{p="a \\"b\\" \\\\ \\n",q="x}"} +Inf', { name: 'w', labels: { p: 'a "b" \\ \n', q: 'x}' }, value: Infinity }],
  ['b{le="1"} 3 # {trace_id="abc"} 0.5 1.5e9', { name: 'b', labels: { le: '1' }, value: 3 }],
  ['n NaN', { name: 'n', labels: {}, value: Number.NaN }],
])('reads %s', (line, sample) => {
  expect(parseExposition(`${line}\n# EOF\n`).samples).toEqual([sample])
})

test('reads what prom-client writes', async () => {
  const register = new Registry()
  new Counter({ name: 'c_total', help: 'c', labelNames: ['path'], registers: [register] }).inc({ path: 'a"\\\n' }, 2)
  new Histogram({ name: 'h_seconds', help: 'h', buckets: [0.1], registers: [register] }).observe(0.2)
  const { samples, malformed, help } = parseExposition(await register.metrics())
  expect(malformed).toBe(0)
  expect(help.get('h_seconds')).toBe('h')
  expect(samples).toContainEqual({ name: 'c_total', labels: { path: 'a"\\\n' }, value: 2 })
  expect(samples).toContainEqual({ name: 'h_seconds_bucket', labels: { le: '+Inf' }, value: 1 })
})

test('a page for people is no exposition', () => {
  const { samples, malformed } = parseExposition('<!doctype html>\n<html>\n<p>It works!</p>\n</html>')
  expect(malformed).toBeGreaterThan(samples.length)
})
