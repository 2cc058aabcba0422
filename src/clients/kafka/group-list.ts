import type { BrokerPool } from './broker-pool.ts'
import type { ClusterView, GroupList, GroupType, ListedGroup } from './client.ts'
import { describeClassic, type GroupsAnswer, listGroups } from './requests.ts'

const GROUP_FORBIDDEN = 30

export type AllGroups = Pick<GroupList, 'groups' | 'brokersUnasked'>

/** The groups of all coordinators: each broker lists only those that it coordinates. */
export async function listAllGroups(pool: BrokerPool, cluster: ClusterView, signal: AbortSignal): Promise<AllGroups> {
  const answers = await Promise.all(
    [...pool.links].map(async ([id, link]) => ({ id, answer: await link.ask(listGroups(), signal) })),
  )
  const groups = answers.flatMap(({ id, answer }) => answer.groups.map((group) => listed(group, id)))
  const failed = answers.filter(({ answer }) => answer.errorCode !== 0).map(({ id }) => id)
  return {
    groups: groups.toSorted((left, right) => (left.id < right.id ? -1 : 1)),
    brokersUnasked: [...cluster.brokers.filter(({ unasked }) => unasked !== null).map(({ id }) => id), ...failed],
  }
}

/** Which of the wanted groups are not in the list, and why. */
export async function absentGroups(
  pool: BrokerPool,
  { groups }: AllGroups,
  wanted: readonly string[] | null,
  signal: AbortSignal,
): Promise<Pick<GroupList, 'missing' | 'forbidden'>> {
  const known = new Set(groups.map(({ id }) => id))
  const absent = (wanted ?? []).filter((id) => !known.has(id))
  const forbidden = await notPermitted(pool, absent, signal)
  return { missing: absent.filter((id) => !forbidden.includes(id)), forbidden }
}

/** Groups that may not be seen are left out of a list without a word; described by name, the broker says so, whoever coordinates them. */
async function notPermitted(
  pool: BrokerPool,
  groups: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (groups.length === 0) return []
  const answer = await pool.bootstrap.ask(describeClassic(groups), signal)
  return answer.groups.filter(({ errorCode }) => errorCode === GROUP_FORBIDDEN).map(({ groupId }) => groupId)
}

function listed(group: GroupsAnswer['groups'][number], coordinator: number): ListedGroup {
  return {
    id: group.groupId,
    type: typeOf(group.groupType),
    state: group.groupState || null,
    protocolType: group.protocolType,
    coordinator,
  }
}

/** Brokers before 3.8 name no type: all their groups are classic ones. */
function typeOf(name: string | undefined): GroupType {
  const lower = name?.toLowerCase()
  return lower === 'consumer' || lower === 'streams' || lower === 'share' ? lower : 'classic'
}
