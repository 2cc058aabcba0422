import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const program = fileURLToPath(new URL('../../bin/usrops.ts', import.meta.url))

async function usrops(...words: readonly string[]) {
  const env = { PATH: process.env.PATH, HOME: '/nonexistent', XDG_CACHE_HOME: process.env.XDG_CACHE_HOME }
  const child = spawn(process.execPath, [program, ...words], { env, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { stdout, stderr, code }
}

describe('an error of the command line', () => {
  it.each([
    ['-o json', ['-o', 'json']],
    ['-qo json', ['-qo', 'json']],
    ['-ojson', ['-ojson']],
    ['--output json', ['--output', 'json']],
    ['--output=json', ['--output=json']],
  ])('is one document on stdout with %s', async (_, words) => {
    const { stdout, stderr, code } = await usrops('diagnose', '--nope', ...words)
    expect(JSON.parse(stdout)).toMatchObject({
      kind: 'Error',
      message: expect.stringContaining('--nope'),
      retryable: false,
    })
    expect({ stderr, code }).toEqual({ stderr: '', code: 2 })
  })

  it('is the last line of the events with -o jsonl', async () => {
    const { stdout, code } = await usrops('diagnose', '-o', 'jsonl', '--observe', 'soon')
    expect(JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')).toMatchObject({ kind: 'Error' })
    expect(code).toBe(2)
  })

  it('is UNKNOWN for a monitor', async () => {
    const { stdout, stderr, code } = await usrops('diagnose', '-o', 'nagios', '--fail-on', 'sometimes')
    expect(stdout).toMatch(/UNKNOWN.*sometimes/)
    expect({ stderr, code }).toEqual({ stderr: '', code: 3 })
  })

  it('is a sentence on stderr for a person, also where the form itself is wrong', async () => {
    const { stdout, stderr, code } = await usrops('diagnose', '-o', 'xml')
    expect(stderr).toMatch(/xml.*Allowed choices are human, json, jsonl, nagios/s)
    expect(stderr).not.toMatch(/at .*\.ts:\d+/)
    expect({ stdout, code }).toEqual({ stdout: '', code: 2 })
  })
})

describe('help', () => {
  it('is no error', async () => {
    const { stdout, stderr, code } = await usrops('diagnose', '--help')
    expect(stdout).toContain('Usage: usrops diagnose')
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 })
  })
})
