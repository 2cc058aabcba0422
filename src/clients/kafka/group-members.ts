import type { BrokerLink } from './broker-link.ts'
import type { BrokerPool } from './broker-pool.ts'
import type { GroupDescription, GroupMember, ListedGroup } from './client.ts'
import { describeClassic, describeConsumer } from './requests.ts'

/** Members by group, in one request for each coordinator and protocol; null for those that may not be described. */
export async function describeGroups(
  pool: BrokerPool,
  groups: readonly ListedGroup[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, GroupDescription | null>> {
  const known = groups.filter(({ type }) => type === 'classic' || type === 'consumer')
  const batches = Map.groupBy(known, ({ coordinator, type }) => `${coordinator} ${type}`)
  const described = await Promise.all(
    [...batches.values()].map(async (batch) => {
      const link = pool.links.get(batch[0]?.coordinator ?? -1)
      if (link === undefined) return []
      const ids = batch.map(({ id }) => id)
      return batch[0]?.type === 'consumer' ? modern(link, ids, signal) : classic(link, ids, signal)
    }),
  )
  const found = new Map(described.flat())
  return new Map(groups.map(({ id }) => [id, found.get(id) ?? null]))
}

type Described = readonly (readonly [string, GroupDescription | null])[]

async function classic(link: BrokerLink, ids: readonly string[], signal: AbortSignal): Promise<Described> {
  const answer = await link.ask(describeClassic(ids), signal)
  return answer.groups.map((group) => {
    const { groupState: state, protocolData, members } = group
    const description = { state, assignor: protocolData || null, epoch: null, members: members.map(classicMember) }
    return [group.groupId, group.errorCode === 0 ? description : null]
  })
}

async function modern(link: BrokerLink, ids: readonly string[], signal: AbortSignal): Promise<Described> {
  const answer = await link.ask(describeConsumer(ids), signal)
  return answer.groups.map((group) => {
    const { groupState: state, assignorName, groupEpoch: epoch, members } = group
    const description = { state, assignor: assignorName || null, epoch, members: members.map(modernMember) }
    return [group.groupId, group.errorCode === 0 ? description : null]
  })
}

interface MemberAnswer {
  readonly memberId: string
  readonly clientId: string
  readonly clientHost: string
}

function classicMember(member: MemberAnswer & { groupInstanceId?: string | null | undefined }): GroupMember {
  return memberOf(member, member.groupInstanceId)
}

function modernMember(member: MemberAnswer & { instanceId?: string | null | undefined }): GroupMember {
  return memberOf(member, member.instanceId)
}

function memberOf(
  { memberId, clientId, clientHost }: MemberAnswer,
  instanceId: string | null | undefined,
): GroupMember {
  // Java writes an address as "/10.0.0.7".
  return { memberId, instanceId: instanceId ?? null, clientId, host: clientHost.replace(/^\//, '') }
}
