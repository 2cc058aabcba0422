import { expect, it } from 'vitest'
import { describeSuite } from './describe-suite.ts'
import { firstSuite } from './first-suite.ts'
import { held } from './held.ts'
import type { Dressing } from './names.ts'
import { newTraces, record, redisCommandsDuring } from './traces.ts'

/** The scenarios without a cluster in one dressing, with a record of what usrops said to the systems. */
export async function describeSystems(dressing: Dressing): Promise<void> {
  const traces = newTraces()
  await describeSuite({
    suite: firstSuite,
    dressing,
    needs: ['postgres', 'pgbouncer', 'redis', 'kafka'],
    held: held.systems[dressing],
    beside: (stage) => record(stage, traces),
    also: (runner) =>
      it('has only read all the while', async () => {
        const stage = await runner.stage()
        const commands = await redisCommandsDuring(stage, async () => {
          await stage.operator.usrops(['diagnose', '--observe', '1s'])
          await stage.operator.usrops(['doctor'])
        })
        expect(commands.filter((command) => !redisReads.test(command) && !ofTheService.test(command))).toEqual([])
        await runner.stop()
        expect(traces.statements.size).toBeGreaterThan(10)
        expect([...traces.statements].filter((statement) => !reads.test(statement))).toEqual([])
        expect(traces.redisCommands.size).toBeGreaterThan(1)
        expect([...traces.redisCommands].filter((command) => !redisReads.test(command))).toEqual([])
        expect([...traces.groups].filter((group) => group.includes('usrops'))).toEqual([])
        expect([...traces.topics].filter((topic) => topic.includes('usrops'))).toEqual([])
      }, 60_000),
  })
}

/** Transactions that cannot write, and what may stand in them. */
const reads = /^(BEGIN\b.* READ ONLY|SET LOCAL |SELECT\b|WITH\b|SHOW |ROLLBACK|COMMIT)/i

/** As the categories of Redis' own access lists have it: nothing of @write. */
const redisReads =
  /^(hello|auth|ping|info|role|dbsize|quit|lastsave|select|command|config.get|client.(setname|setinfo|list|info|id)|slowlog|latency|memory|cluster|readonly|acl.(whoami|getuser|list))/

/** What the sample service does to its cache and its sessions. */
const ofTheService = /^(get|set|del|incr|expire|monitor)$/
