/** `npm run demo`: real systems, a real fault, and what usrops says about it. `--cluster`, `--fault NAME`, `--keep`. */
import { parseArgs } from 'node:util'
import { clusterSuite } from '../test/scenarios/cluster/suite.ts'
import { demonstrate } from '../test/scenarios/demo.ts'
import { firstSuite } from '../test/scenarios/first-suite.ts'
import { inDressing, type Place, type Suite } from '../test/scenarios/suite.ts'
import { untilInterrupted } from './until-interrupted.ts'
import './without-node-warnings.ts'

const { values } = parseArgs({
  options: {
    cluster: { type: 'boolean', default: false },
    fault: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
})
const since = performance.now()
const say = (line: string) => process.stderr.write(`${elapsed()}  ${line}\n`)

if (values.cluster) await show(clusterSuite, values.fault ?? 'bad-rollout')
else await show(firstSuite, values.fault ?? 'lock-blocker')

async function show<Stage extends Place>(suite: Suite<Stage>, fault: string): Promise<void> {
  const scenarios = inDressing(suite.scenarios, 'plain')
  const scenario = scenarios.find(({ name }) => name === fault)
  if (!scenario) {
    const list = scenarios.map(({ name, story }) => `  ${name.padEnd(32)}${story}`)
    process.stderr.write(`there is no fault ${fault}; there are:\n${list.join('\n')}\n`)
    process.exitCode = 2
    return
  }
  const { signal, interrupted } = untilInterrupted()
  try {
    const wrong = await demonstrate({ suite, scenario, say, signal, ...(values.keep && { keep: interrupted }) })
    if (wrong === undefined) say(`done in ${elapsed().trim()}; the cause "${scenario.cause}" was on the screen`)
    else {
      say(wrong)
      process.exitCode = 1
    }
  } catch (error) {
    if (!signal.aborted) throw error
    process.exitCode = 130
  }
}

function elapsed(): string {
  return `${((performance.now() - since) / 1000).toFixed(1).padStart(5)} s`
}
