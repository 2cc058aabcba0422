import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { outputOf } from '../../src/config/command-output.ts'
import { parseReference } from '../../src/config/reference.ts'
import { References } from '../../src/config/references.ts'
import { splitWords } from '../../src/config/words.ts'

const folder = mkdtempSync(join(tmpdir(), 'usrops-references-'))
afterAll(() => rmSync(folder, { recursive: true }))

const env = { PATH: process.env.PATH, PW: 'from-env', EMPTY: '' }
const references = new References({ env, home: folder, folder, origin: 'file' })
const reveal = async (written: string | { exec: string[] }) =>
  (await references.secret(written, 'redis.password')).reveal()

describe('splits words as a shell does, without one', () => {
  test.each([
    ['vault kv get x', ['vault', 'kv', 'get', 'x']],
    [`op "a b" 'c "d' e\\ f`, ['op', 'a b', 'c "d', 'e f']],
    [`a"b"'c'`, ['abc']],
    ['echo $HOME `id` ; rm', ['echo', '$HOME', '`id`', ';', 'rm']],
    [`echo ""`, ['echo', '']],
    [`echo "open`, undefined],
    [`echo open\\`, undefined],
    ['', []],
  ])('%j', (text, words) => expect(splitWords(text)).toEqual(words))
})

test.each(['hunter2', 'env:', 'env:1A', 'env:A B', 'file:', 'exec:', 'exec:"x', 'ENV:A', 'https://x'])(
  '%j is no reference',
  (text) => expect(parseReference(text)).toBeUndefined(),
)

describe('resolves', () => {
  test('a variable', async () => expect(await reveal('env:PW')).toBe('from-env'))
  test('a file beside the configuration, without its last line break', async () => {
    writeFileSync(join(folder, 'pw'), ' from-file \n')
    expect(await reveal('file:pw')).toBe(' from-file ')
    expect(await reveal('file:~/pw')).toBe(' from-file ')
  })
  test('a command, without a shell', async () => expect(await reveal("exec:printf '%s\\n' '$PW'")).toBe('$PW'))
  test('a command as a list', async () => expect(await reveal({ exec: ['printf', 'a b'] })).toBe('a b'))
  test('a command that reads gets the end of its input', async () => {
    await expect(reveal('exec:cat')).rejects.toThrow('which printed nothing')
  })
})

describe('says what is missing and where, never what was there', () => {
  test.each([
    ['env:GONE', 'redis.password refers to the variable GONE, which is not set'],
    ['env:EMPTY', 'redis.password refers to the variable EMPTY, which is empty'],
    ['file:gone', `redis.password refers to the file ${join(folder, 'gone')}, which does not exist`],
    ['file:.', `redis.password refers to the file ${folder}, which is a folder`],
    [
      'exec:no-such-program-at-all canary',
      'redis.password refers to the command no-such-program-at-all, which was not found',
    ],
    [
      "exec:sh -c 'echo canary; echo canary >&2; exit 3'",
      'redis.password refers to the command sh, which failed with exit code 3',
    ],
  ])('%s', async (written, message) => {
    await expect(reveal(written)).rejects.toThrow(expect.objectContaining({ message }))
  })

  test('a command that does not end', async () => {
    const slow = outputOf(['sleep', '30'], 'x', { env, folder, limitMs: 100 })
    await expect(slow).rejects.toThrow('x refers to the command sleep, which did not end within 0.1 s')
  })
})

test('peeking runs no command and minds nothing missing', async () => {
  const trace = join(folder, 'trace')
  writeFileSync(join(folder, 'touch.sh'), `#!/bin/sh\necho x > ${trace}\n`)
  chmodSync(join(folder, 'touch.sh'), 0o755)
  expect(await references.peek(`exec:${join(folder, 'touch.sh')}`, 'x')).toBeUndefined()
  expect(await references.peek('env:GONE', 'x')).toBeUndefined()
  expect(await references.peek('env:PW', 'x')).toBe('from-env')
  await expect(references.text(`file:${trace}`, 'x')).rejects.toThrow('does not exist')
})
