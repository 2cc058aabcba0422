import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyQuestions, questions } from '../../../src/clients/redis/client.ts'
import { aclOfLook } from '../../../src/clients/redis/roles.ts'
import { Secret } from '../../../src/core/secret.ts'
import { openRunFolder, removeRunFolder } from '../../bench/machine/run-folder.ts'
import { type RedisServer, startRedis } from '../../bench/redis/server.ts'
import { judged, lookAt, only, settingsFor } from './looking.ts'

const dir = openRunFolder()
let server: RedisServer
let admin: Redis

beforeAll(async () => {
  server = await startRedis({ dir, password: 'admin' })
  admin = new Redis(server.url)
  const [verb = '', ...args] = aclOfLook('usrops', 'look')
  await admin.call(verb, args)
})

afterAll(async () => {
  admin.disconnect()
  await server.stop()
  removeRunFolder(dir)
})

const look = () => lookAt(settingsFor(server, { username: 'usrops', password: new Secret('look') }))

describe('the user that usrops prints', () => {
  it('suffices for every question', async () => {
    const instance = only(await look())
    expect(Object.values(instance.observations).filter((observation) => 'unasked' in observation)).toEqual([])
    expect(instance.observations['redis.configuration']).not.toMatchObject({
      value: { nodes: [{ value: { settings: null } }] },
    })
    expect(judged(await look()).filter(({ answer }) => answer === 'unknown')).toEqual([])
    expect(JSON.stringify(await admin.call('ACL', 'LOG'))).not.toContain('usrops')
  })

  it('may neither read nor write what applications stored', async () => {
    const user = new Redis({ port: server.port, username: 'usrops', password: 'look', retryStrategy: null })
    const refused = [
      user.get('key'),
      user.set('key', 'value'),
      user.keys('*'),
      user.flushall(),
      user.config('SET', 'timeout', 1),
    ]
    const answers = await Promise.allSettled(refused)
    user.disconnect()
    expect(answers.map((each) => each.status === 'rejected' && String(each.reason).includes('NOPERM'))).toEqual([
      true,
      true,
      true,
      true,
      true,
    ])
  })
})

describe('what a look sends', () => {
  it('is what the table of questions says and nothing else', async () => {
    await admin.config('RESETSTAT')
    await look()
    const sent = (await admin.info('commandstats')).matchAll(/cmdstat_([^:]+):/g)
    const allowed = Object.values(questions).map(([command, subcommand]) =>
      ['INFO', 'PING', 'TIME'].includes(command) ? command.toLowerCase() : `${command}|${subcommand}`.toLowerCase(),
    )
    expect(
      [...sent]
        .map(([, name]) => name)
        .filter((name) => !allowed.includes(name ?? ''))
        .toSorted(),
    ).toEqual(['auth', 'client|setname', 'config|resetstat'])
  })

  it('never writes, by what the server itself says of each command', async () => {
    const names = Object.values(questions).map(([command, subcommand]) =>
      subcommand && command !== 'INFO' ? `${command}|${subcommand}` : command,
    )
    const described = await admin.call('COMMAND', 'INFO', ...names)
    expect(described).toHaveLength(names.length)
    expect(JSON.stringify(described)).not.toMatch(/"write"|"blocking"|"keyspace"/)
    expect(JSON.stringify(described)).toContain('"loading"')
  })

  it('never reads a value where it asks about keys, by what the server itself says of each command', async () => {
    const names = Object.values(keyQuestions).map((words) => words.join('|'))
    const described = await admin.call('COMMAND', 'INFO', ...names)
    expect(described).toHaveLength(names.length)
    expect(JSON.stringify(described)).not.toMatch(/"write"|"blocking"|null/)
    expect(names).not.toEqual(expect.arrayContaining(['KEYS', 'GET', 'DUMP']))
  })
})
