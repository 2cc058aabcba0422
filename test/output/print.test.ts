import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { print as printHere } from '../../src/output/print.ts'
import { everyKind } from './sample/listing.ts'
import { situations } from './sample/situations.ts'

const print = new URL('../../src/output/print.ts', import.meta.url).href

interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

/** Runs a few lines of a program that prints, as a process of its own: exit codes and both streams are what is tested. */
async function run(lines: string, env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const script = `import { openProgress, print, printFailure } from '${print}'; ${lines}`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    env: { PATH: process.env.PATH, TZ: 'Europe/Berlin', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { stdout, stderr, code }
}

const critical = JSON.stringify(situations['one-critical-cause']())
const failure = JSON.stringify({
  exit: 'usage',
  message: 'no such service',
  hint: 'usrops config show',
  retryable: false,
})

function printed(output: string, more = ''): Promise<Outcome> {
  return run(`process.exitCode = await print(${critical}, 'findings', { output: '${output}', color: true ${more} })`)
}

function failed(output: string, more = ''): Promise<Outcome> {
  return run(
    `process.exitCode = await printFailure(${failure}, new Error('deep inside'), { output: '${output}', color: true ${more} })`,
  )
}

describe('a result', () => {
  it('for a person goes to stdout, in the zone of the machine', async () => {
    const { stdout, stderr, code } = await printed('human')
    expect(stdout).toMatch(/^user-service: 100 % errors since 02:58 CET \(14 min\)\n/)
    expect(stderr).toBe('')
    expect(code).toBe(1)
  })

  it('as json is exactly one document', async () => {
    const { stdout, code } = await printed('json')
    expect(JSON.parse(stdout)).toEqual(JSON.parse(critical))
    expect(stdout.endsWith('}\n')).toBe(true)
    expect(code).toBe(1)
  })

  it('as jsonl comes after the events, in order', async () => {
    const { stdout } = await run(
      `const options = { output: 'jsonl', color: true }; const progress = openProgress(options)
       progress.tell({ kind: 'LookStarted', environment: 'production', systems: 3 }); progress.done()
       await print(${critical}, 'findings', options)`,
    )
    const kinds = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line).kind)
    expect(kinds).toEqual(['LookStarted', 'Finding', 'Finding', 'Cause', 'Diagnosis'])
  })

  it('for a monitor ends with the code of the verdict', async () => {
    const { stdout, code } = await printed('nagios')
    expect(stdout).toMatch(/^USROPS CRITICAL - user-service: 100 % errors.*\n$/)
    expect(code).toBe(2)
  })

  it('of a command without a screen of its own is shown member by member', async () => {
    const { stdout } = await run(
      `await print({ version: 1, kind: 'Thing', systems: [{ name: 'user-db', roundTripMs: 4, missing: [] }], ok: true }, 'ok', { output: 'human', color: true })`,
    )
    expect(stdout).toBe('systems:\n  -\n    name: user-db\n    roundTripMs: 4\n    missing: none\nok: true\n')
  })

  it('that is text is printed as it is', async () => {
    const { stdout } = await run(`await print('a\\n  b\\n', 'ok', { output: 'human', color: true })`)
    expect(stdout).toBe('a\n  b\n')
  })

  it.each(['json', 'jsonl'])('that is text is a document too as %s', async (output) => {
    const { stdout } = await run(`await print('a\\n  b\\n', 'ok', { output: '${output}', color: true })`)
    expect(JSON.parse(stdout)).toEqual({ version: 1, kind: 'Text', text: 'a\n  b\n' })
  })
})

describe('a failure', () => {
  it('for a person goes to stderr', async () => {
    expect(await failed('human')).toEqual({
      stdout: '',
      stderr: 'error: no such service\nhint: usrops config show\n',
      code: 2,
    })
  })

  it.each(['json', 'jsonl'])('as %s is the one document on stdout', async (output) => {
    const { stdout, stderr, code } = await failed(output)
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'Error', code: 'usage', exit: 2 })
    expect(stderr).toBe('')
    expect(code).toBe(2)
  })

  it('for a monitor is UNKNOWN', async () => {
    const { stdout, code } = await failed('nagios')
    expect(stdout).toBe('USROPS UNKNOWN - no such service (usrops config show)\n')
    expect(code).toBe(3)
  })

  it.each(['human', 'json', 'jsonl', 'nagios'])(
    'shows its stack with --verbose only, on stderr, as %s',
    async (output) => {
      const verbose = await failed(output, ', verbose: true')
      expect((await failed(output)).stderr).not.toContain('deep inside')
      expect(verbose.stderr).toMatch(/Error: deep inside\n +at /)
      expect(verbose.stdout).not.toContain('deep inside')
    },
  )
})

it('shows no progress where nobody watches', async () => {
  const { stdout, stderr } = await run(
    `const progress = openProgress({ output: 'human', color: true }); progress.say('asking')
     await new Promise((resolve) => setTimeout(resolve, 400)); progress.done()`,
  )
  expect(stdout + stderr).toBe('')
})

describe('tables', () => {
  const rows = async (place: object, options: object = {}) => {
    const stdout = Object.assign(new PassThrough(), place)
    const streams = { stdout, stderr: stdout, env: {} } as unknown as Parameters<typeof printHere>[3]
    await printHere(everyKind, 'ok', { output: 'human', color: false, ...options }, streams)
    return String(stdout.read()).split('\n')
  }
  const widest = (lines: readonly string[]) => Math.max(...lines.map((line) => line.length))

  it('take the whole width of a terminal, while prose does not', async () => {
    const lines = await rows({ isTTY: true, columns: 160 })
    expect(widest(lines.slice(0, 4))).toBeGreaterThan(130)
    expect(widest(lines)).toBeLessThanOrEqual(160)
  })

  it('fit a terminal that does not say how wide it is', async () => {
    expect(widest(await rows({ isTTY: true, columns: 0 }))).toBeLessThanOrEqual(80)
  })

  it('are cut neither in a pipe nor with --verbose', async () => {
    const whole = everyKind.tables[0]?.rows[0]?.statement
    expect((await rows({})).join()).toContain(whole)
    expect((await rows({ isTTY: true, columns: 80 }, { verbose: true })).join()).toContain(whole)
  })

  it('are one document, and its last line, for programs', async () => {
    expect(JSON.parse((await rows({}, { output: 'json' })).join('\n'))).toEqual(everyKind)
    expect((await rows({}, { output: 'jsonl' })).map((line) => line && JSON.parse(line))).toEqual([everyKind, ''])
  })
})
