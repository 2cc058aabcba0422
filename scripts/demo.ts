/** `npm run demo`: real systems, a real fault, and what usrops says about it. `--fault NAME`, `--keep`. */
import { parseArgs } from 'node:util'
import { demonstrate } from '../test/scenarios/demo.ts'
import { scenarios } from '../test/scenarios/faults/index.ts'
import { untilInterrupted } from './until-interrupted.ts'
import './without-node-warnings.ts'

const { values } = parseArgs({
  options: { fault: { type: 'string', default: 'lock-blocker' }, keep: { type: 'boolean', default: false } },
})
const scenario = scenarios.find(({ name }) => name === values.fault)
const since = performance.now()
const say = (line: string) => process.stderr.write(`${elapsed()}  ${line}\n`)

if (scenario) {
  const { signal, interrupted } = untilInterrupted()
  try {
    const wrong = await demonstrate({ scenario, say, signal, ...(values.keep && { keep: interrupted }) })
    if (wrong === undefined) say(`done in ${elapsed().trim()}; the cause "${scenario.cause}" was on the screen`)
    else {
      say(wrong)
      process.exitCode = 1
    }
  } catch (error) {
    if (!signal.aborted) throw error
    process.exitCode = 130
  }
} else {
  const list = scenarios.map(({ name, story }) => `  ${name.padEnd(32)}${story}`)
  process.stderr.write(`there is no fault ${values.fault}; there are:\n${list.join('\n')}\n`)
  process.exitCode = 2
}

function elapsed(): string {
  return `${((performance.now() - since) / 1000).toFixed(1).padStart(5)} s`
}
