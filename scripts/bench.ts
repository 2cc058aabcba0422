/** `npm run bench`: everything up until Ctrl-C; the variables on stdout, ready for eval or for pasting. `--cluster`, `--no-load`. */
import { parseArgs } from 'node:util'
import { startClusterStage } from '../test/scenarios/cluster/stage.ts'
import { variablesOf } from '../test/scenarios/demo.ts'
import { startStage } from '../test/scenarios/stage.ts'
import { untilInterrupted } from './until-interrupted.ts'
import './without-node-warnings.ts'

const { values } = parseArgs({
  options: { cluster: { type: 'boolean', default: false }, load: { type: 'boolean', default: true } },
  allowNegative: true,
})
const say = (line: string) => process.stderr.write(`${line}\n`)
const { interrupted } = untilInterrupted()

const start = values.cluster ? startClusterStage : startStage
const stage = await start({ dressing: 'plain', onProgress: say, load: values.load })
process.stdout.write(`${variablesOf(stage.operator)}\n`)
say(`logs are in ${stage.dir}/log; everything is up until Ctrl-C`)
await interrupted
say('stopping everything')
await stage.stop()
process.exit()
