import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'

const children = new URL('../../scripts/children.ts', import.meta.url).href

function start(command: readonly string[]) {
  const script = `
    const { Children } = await import('${children}')
    console.log('code ' + await new Children().run(${JSON.stringify(command)}))`
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] })
}

it.each([
  [['sh', '-c', 'exit 3'], 'code 3\n'],
  [['sh', '-c', 'kill -9 $$'], 'code null\n'],
  [['no-such-program'], 'code null\n'],
])('tells how %j ended', async (command, said) => {
  const parent = start(command)
  parent.stdout.setEncoding('utf8')
  const [[text]] = await Promise.all([once(parent.stdout, 'data'), once(parent, 'exit')])
  expect(text).toBe(said)
})

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('lets what runs clean up at %s, and then ends', async (signal, code) => {
  const clean = `process.on('${signal}', () => setTimeout(() => { console.log('cleaned up'); process.exit() }, 100)); setInterval(() => {}, 1000); console.log('up')`
  const parent = start([process.execPath, '-e', clean])
  parent.stdout.setEncoding('utf8')
  let seen = ''
  parent.stdout.on('data', (text: string) => {
    seen += text
    if (text === 'up\n') parent.kill(signal)
  })
  expect(await once(parent, 'close')).toEqual([code, null])
  expect(seen).toBe('up\ncleaned up\n')
})
