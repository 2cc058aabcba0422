import { until } from '../bench/machine/until.ts'
import { isReady } from './service-answers.ts'
import type { Stage } from './stage.ts'

/** Waits until the systems themselves say that nothing is left of a fault: usrops is not asked. */
export async function recovered(stage: Stage): Promise<void> {
  const { deployment, kafka, names, postgres } = stage
  await until('the service is ready', () => isReady(stage), 30_000)
  await deployment.served()
  await until('somebody consumes', async () => (await kafka.members(names.group)) > 0, 30_000)
  await until('nothing waits for the consumer', async () => {
    const waiting = await kafka.waiting(names.group, names.topic)
    return [...waiting.values()].every((records) => records < 20)
  })
  await postgres.untilTrue(
    'the replica follows',
    "SELECT count(*) = 1 FROM pg_stat_replication WHERE state = 'streaming' AND sent_lsn - replay_lsn < 16 * 1024 * 1024",
  )
}
