import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { printerTo } from '../../src/output/printer.ts'

const module = new URL('../../src/output/printer.ts', import.meta.url).href
const megabytes = 8_000_000

function start(script: string) {
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] })
}

it('has written everything to a slow reader when it resolves', async () => {
  const child = start(
    `import { printerTo } from '${module}'; await printerTo(process.stdout)('x'.repeat(${megabytes})); process.exit(3)`,
  )
  await new Promise((resolve) => setTimeout(resolve, 100))
  const [written, [code]] = await Promise.all([text(child.stdout), once(child, 'close')])
  expect(written).toHaveLength(megabytes)
  expect(code).toBe(3)
})

it('takes a reader that went away for a satisfied one', async () => {
  const child = start(
    `import { printerTo } from '${module}'; const print = printerTo(process.stdout)
     for (let row = 0; row < 200; row++) await print('x'.repeat(100_000)); process.exitCode = 1`,
  )
  const ended = once(child, 'close')
  await once(child.stdout, 'readable')
  child.stdout.destroy()
  const [complaint, [code]] = await Promise.all([text(child.stderr), ended])
  expect(complaint).toBe('')
  expect(code).toBe(1)
})

it('tells of a disk that is full', async () => {
  const full = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('no space left'), { code: 'ENOSPC' })),
  })
  await expect(printerTo(full)('text')).rejects.toThrow('no space left')
})
