import type { Stage } from './stage.ts'

/** What usrops said to the systems of a stage, as they themselves recorded it. */
export interface Traces {
  readonly statements: Set<string>
  readonly redisCommands: Set<string>
  readonly groups: Set<string>
  readonly topics: Set<string>
}

export function newTraces(): Traces {
  return { statements: new Set(), redisCommands: new Set(), groups: new Set(), topics: new Set() }
}

/** Records from now on; the function that is returned collects the rest. */
export async function record(stage: Stage, traces: Traces): Promise<() => Promise<void>> {
  const { postgres, names, redis, bench, kafka } = stage
  await postgres.sql(`ALTER ROLE ${names.monitor.user} SET log_statement = 'all'`)
  const monitor = await redis.monitor()
  const speakers = new Map<string, string>()
  monitor.on('error', () => undefined)
  monitor.on('monitor', (_time: string, args: readonly string[], source: string) => {
    const words = args.slice(0, 3).map((word) => word.toLowerCase())
    if (words[0] === 'client' && words[1] === 'setname') speakers.set(source, args[2] ?? '')
    if (speakers.get(source)?.startsWith('usrops')) traces.redisCommands.add(words.slice(0, 2).join(' '))
  })
  return async () => {
    monitor.disconnect()
    for (const log of [bench.postgres.log(), bench.replica.log()]) {
      for (const statement of statementsOf(names.monitor.user, log)) traces.statements.add(statement)
    }
    const [groups, topics] = await Promise.all([kafka.groups(), kafka.topics()]).catch(() => [[], []])
    for (const group of groups) traces.groups.add(group)
    for (const topic of topics) traces.topics.add(topic)
  }
}

/** The commands that Redis was given while `work` ran, whoever gave them: MONITOR does not show those of an administrator. */
export async function redisCommandsDuring({ redis }: Stage, work: () => Promise<unknown>): Promise<readonly string[]> {
  const before = await commandCalls(redis)
  await work()
  const after = await commandCalls(redis)
  return [...after].filter(([command, calls]) => calls > (before.get(command) ?? 0)).map(([command]) => command)
}

async function commandCalls(redis: Stage['redis']): Promise<ReadonlyMap<string, number>> {
  const text = await redis.info('commandstats')
  return new Map(
    [...text.matchAll(/^cmdstat_(\S+?):calls=(\d+)/gm)].map(([, name = '', calls]) => [name, Number(calls)]),
  )
}

/** Every statement of one login in a server's log; those that were sent in one message are told apart. */
function statementsOf(user: string, log: string): readonly string[] {
  const entries = log.split(/\n(?=\d{4}-\d\d-\d\d )/)
  const pattern = new RegExp(` ${user}@\\S+ LOG:  (?:statement|execute [^:]+): ([^]*)`)
  return entries
    .flatMap((entry) => pattern.exec(entry)?.[1]?.split(/;\s*\n\t?|;\s*$/) ?? [])
    .map((statement) => statement.replace(/^\s*\/\* usrops \*\/\s*/, '').trim())
    .filter((statement) => statement !== '')
}
