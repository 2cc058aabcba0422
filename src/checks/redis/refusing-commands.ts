import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { eachServer } from '../../facts/redis/each-server.ts'
import { greeting } from '../../facts/redis/greeting.ts'

const sentences: Readonly<Record<string, string>> = {
  busy: 'a script or function runs longer than its limit and every other command is refused (BUSY); SCRIPT KILL ends one that has written nothing',
  'master-down': 'a replica that lost its master and refuses to answer with old data (MASTERDOWN)',
}

/** A server that answers every command with an error. Loading and failing persistence have checks of their own. */
export const refusingCommands = defineCheck({
  id: 'redis.refusing-commands',
  kind: 'condition',
  reads: { greeting },
  // Any: applications get the same answer.
  params: {},
  run: (facts, { earlier, target }) =>
    eachServer(facts.greeting, earlier.greeting, target, ({ value }) => {
      const summary = sentences[value.greeting]
      if (summary === undefined) return undefined
      return { severity: 'critical', summary, since: unknownSince, evidence: { greeting: value.greeting } }
    }),
})
