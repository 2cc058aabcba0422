import type { GroupList, KafkaClient, ListedGroup } from '../../clients/kafka/client.ts'
import { CannotAsk } from '../../core/facts.ts'

/** Groups looked at where the configuration names none: one request holds the positions of about so many. */
const MOST_GROUPS = 200

/** Which groups are asked about. */
export interface GroupWish {
  /** Null: those of the configuration, or all that consume topics where it names none. */
  readonly groups: readonly string[] | null
  /** How many at most, where nobody named any. */
  readonly most: number
}

/** What a diagnosis looks at. */
export const usualGroups: GroupWish = { groups: null, most: MOST_GROUPS }

/** The groups to look at. Refuses where what can be seen proves nothing. */
export async function visibleGroups(
  client: KafkaClient,
  wish: GroupWish,
  signal: AbortSignal,
): Promise<{ readonly list: GroupList; readonly chosen: readonly ListedGroup[] }> {
  const wanted = wish.groups ?? client.scope.groups
  const list = await client.groups(signal, wanted)
  const chosen = chooseGroups(list.groups, wanted, wish.most)
  if (chosen.length > 0) return { list, chosen }
  const refusal =
    noneOf(list, wish.groups === null ? 'configured consumer group' : 'consumer group') ??
    (list.groups.length === 0 && !client.cluster.mayDescribe ? nothingShown() : undefined)
  if (refusal !== undefined) throw refusal
  return { list, chosen }
}

/** The wanted groups, or where none are named all that consume topics: those with members first. */
function chooseGroups(
  listed: readonly ListedGroup[],
  wanted: readonly string[] | null,
  most: number,
): readonly ListedGroup[] {
  if (wanted !== null) return listed.filter(({ id }) => wanted.includes(id))
  return listed
    .filter(consumesTopics)
    .toSorted((left, right) => Number(left.state === 'Empty') - Number(right.state === 'Empty'))
    .slice(0, most)
}

/** Connect workers and share groups keep no positions; an empty protocol type is a group whose positions were set by a tool. */
function consumesTopics({ protocolType, type }: ListedGroup): boolean {
  return type !== 'share' && (protocolType === 'consumer' || protocolType === '')
}

function noneOf({ forbidden, missing }: GroupList, called: string): CannotAsk | undefined {
  if (forbidden.length > 0)
    return new CannotAsk(
      'forbidden',
      `this user may not describe the consumer group ${forbidden.join(', ')}`,
      'ACL: DESCRIBE on the group',
    )
  if (missing.length === 0) return undefined
  return new CannotAsk(
    'failed',
    `no broker that could be asked knows the ${called} ${missing.join(', ')}`,
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
