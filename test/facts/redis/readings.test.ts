import { describe, expect, it } from 'vitest'
import { parseClusterNodes } from '../../../src/clients/redis/cluster-nodes.ts'
import { groupClients } from '../../../src/facts/redis/clients.ts'
import { parseInfo } from '../../../src/facts/redis/info.ts'
import { keyShape } from '../../../src/facts/redis/slowlog.ts'
import { literally } from '../../../src/facts/redis/walk.ts'

describe('a key in the slow log', () => {
  it.each([
    ['session:8d2ab7f0', 'session:…'],
    ['user-profile/anna', 'user-profile/…'.replace('/', ':')],
    ['anna.smith@example.org', null],
    ['anna', null],
    ['4711:cart', null],
    ['', null],
  ])('%s shows %s', (key, shape) => {
    expect(keyShape(key)).toBe(shape)
  })
})

describe('CLIENT LIST', () => {
  it('is grouped by name and machine, without us and without replicas', () => {
    const line = (name: string, addr: string, idle = 1, flags = 'N') =>
      `id=3 addr=${addr} name=${name} idle=${idle} flags=${flags} omem=10 cmd=get user=default`
    const text = [
      line('api', '10.0.0.7:5000'),
      line('api', '10.0.0.7:5001', 900),
      line('usrops', '10.0.0.1:1'),
      line('', '10.0.0.9:1', 1, 'S'),
      line('', '[::1]:5'),
    ].join('\n')
    expect(groupClients(text)).toMatchObject([
      {
        name: 'api',
        from: '10.0.0.7',
        connections: 2,
        idle: 1,
        longestIdleMs: 900_000,
        outputBytes: 20,
        lastCommands: ['get'],
      },
      { name: '', from: '[::1]', connections: 1 },
    ])
  })
})

describe('INFO', () => {
  it('reads fields, families and what is missing', () => {
    const info = parseInfo(
      '# Server\r\nredis_version:7.0.15\r\nused_memory:5\r\n# Keyspace\r\ndb0:keys=3,expires=1,avg_ttl=0\r\nslave0:ip=10.0.0.2,port=6379,state=online\r\nslave_repl_offset:9\r\n',
    )
    expect(info.text('redis_version')).toBe('7.0.15')
    expect(info.number('maxclients')).toBeNull()
    expect(info.count('maxclients')).toBe(0)
    expect([...info.family(/^db(?=\d+$)/)]).toEqual([['0', { keys: '3', expires: '1', avg_ttl: '0' }]])
    expect([...info.family(/^slave(?=\d+$)/).values()]).toMatchObject([{ ip: '10.0.0.2' }])
  })
})

describe('CLUSTER NODES', () => {
  it.each([
    ['a 10.0.0.1:6379@16379 myself,master - 0 0 1 connected 0-5460', '10.0.0.1:6379', 5461],
    ['a 10.0.0.1:6379@16379,redis-0.example master - 0 0 1 connected 7 9-10 [93->-b]', 'redis-0.example:6379', 3],
    ['a 10.0.0.1:6379@16379,,shard-id=77 slave b 0 0 1 connected', '10.0.0.1:6379', 0],
    ['a fd00::1:6379@16379 master - 0 0 1 connected 5', '[fd00::1]:6379', 1],
    ['a 10.0.0.1:6379 master,fail - 0 0 1 disconnected', '10.0.0.1:6379', 0],
  ])('%s is %s with %i slots', (line, address, slots) => {
    expect(parseClusterNodes(line)).toMatchObject([{ id: 'a', address, slots }])
  })
})

describe('a prefix', () => {
  it.each([
    ['session:', 'session:'],
    ['a*b?[c]\\', 'a\\*b\\?\\[c\\]\\\\'],
  ])('%s is no pattern', (prefix, pattern) => {
    expect(literally(prefix)).toBe(pattern)
  })
})
