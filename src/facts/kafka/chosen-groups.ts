import type { GroupList, KafkaClient, ListedGroup } from '../../clients/kafka/client.ts'
import { CannotAsk } from '../../core/facts.ts'

/** Groups looked at where the configuration names none: one request holds the positions of about so many. */
const MOST_GROUPS = 200

/** The groups to look at. Refuses where what can be seen proves nothing. */
export async function visibleGroups(
  client: KafkaClient,
  signal: AbortSignal,
): Promise<{ readonly list: GroupList; readonly chosen: readonly ListedGroup[] }> {
  const list = await client.groups(signal)
  const chosen = chooseGroups(list.groups, client.scope.groups)
  if (chosen.length > 0) return { list, chosen }
  const refusal = noneOf(list) ?? (list.groups.length === 0 && !client.cluster.mayDescribe ? nothingShown() : undefined)
  if (refusal !== undefined) throw refusal
  return { list, chosen }
}

/** The configured groups, or where none are configured all that consume topics: those with members first, at most 200. */
function chooseGroups(listed: readonly ListedGroup[], configured: readonly string[] | null): readonly ListedGroup[] {
  if (configured !== null) return listed.filter(({ id }) => configured.includes(id))
  return listed
    .filter(consumesTopics)
    .toSorted((left, right) => Number(left.state === 'Empty') - Number(right.state === 'Empty'))
    .slice(0, MOST_GROUPS)
}

/** Connect workers and share groups keep no positions; an empty protocol type is a group whose positions were set by a tool. */
function consumesTopics({ protocolType, type }: ListedGroup): boolean {
  return type !== 'share' && (protocolType === 'consumer' || protocolType === '')
}

function noneOf({ forbidden, missing }: GroupList): CannotAsk | undefined {
  if (forbidden.length > 0)
    return new CannotAsk(
      'forbidden',
      `this user may not describe the consumer group ${forbidden.join(', ')}`,
      'ACL: DESCRIBE on the group',
    )
  if (missing.length === 0) return undefined
  return new CannotAsk(
    'failed',
    `no broker that could be asked knows the configured consumer group ${missing.join(', ')}`,
    'correct groups in usrops.yaml if the name is wrong',
  )
}

/** Without the right to describe the cluster, the list holds only groups that may be described, and does not say that there are others. */
function nothingShown(): CannotAsk {
  return new CannotAsk(
    'forbidden',
    'no consumer group is shown to this user, who may not see whether there are any',
    'ACL: DESCRIBE on the cluster, or on the groups',
  )
}
