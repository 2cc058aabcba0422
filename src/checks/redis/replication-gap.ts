import { defineCheck } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'
import { eachServer } from '../../facts/redis/each-server.ts'
import { sizeText } from '../../facts/redis/memory.ts'
import { replication } from '../../facts/redis/replication.ts'

/** A replica so far behind that the next interruption makes it copy everything again. */
export const replicationGap = defineCheck({
  id: 'redis.replication-gap',
  kind: 'condition',
  reads: { replication },
  // Redis documentation of repl-backlog-size: what does not fit into the backlog needs a full resynchronisation.
  params: { backlogShare: 1 },
  run: (facts, { earlier, target, params }) =>
    eachServer(facts.replication, earlier.replication, target, ({ value: { replicas, backlogBytes } }) => {
      // One that is just being filled has no offset yet.
      const behind = replicas.filter(
        ({ state, gapBytes }) =>
          state === 'online' && backlogBytes > 0 && gapBytes > backlogBytes * params.backlogShare,
      )
      const [worst] = behind.toSorted((left, right) => right.gapBytes - left.gapBytes)
      if (worst === undefined) return undefined
      return {
        severity: 'warning',
        summary: `replica ${worst.address} is ${sizeText(worst.gapBytes)} behind, more than the backlog of ${sizeText(backlogBytes)}: a full copy is ahead`,
        since: unknownSince,
        evidence: { backlogBytes, replicas: behind.map((replica) => ({ ...replica })) },
      }
    }),
})
