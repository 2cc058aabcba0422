import { createHash } from 'node:crypto'
import type { GroupDescription, GroupMember, GroupType, KafkaClient, ListedGroup } from '../../clients/kafka/client.ts'
import { defineFacts } from '../../core/facts.ts'
import { mask, maskName } from '../../core/mask.ts'
import { type GroupWish, usualGroups, visibleGroups } from './chosen-groups.ts'

/** Who consumes. */
export interface Groups {
  readonly groups: readonly Group[]
  /** Groups of the cluster that may be seen, shown here or not. */
  readonly total: number
  /** Configured groups that no coordinator knows. */
  readonly missing: readonly string[]
  /** Configured groups that may not be described. */
  readonly forbidden: readonly string[]
  /** Brokers that could not be asked; groups that they coordinate are not seen. */
  readonly brokersUnasked: readonly number[]
}

export interface Group {
  readonly id: string
  readonly type: GroupType
  /** Classic: Stable, Empty, PreparingRebalance, CompletingRebalance; new protocol: also Assigning, Reconciling. Null: not known. */
  readonly state: string | null
  /** `range`, `RoundRobinAssigner`, `uniform`, …; null where not known. */
  readonly assignor: string | null
  /** Grows with each change of membership; only groups of the new protocol have one. */
  readonly epoch: number | null
  /** Null where they may not be seen. */
  readonly members: readonly Member[] | null
  /** Whether the configuration says that the service uses it. */
  readonly configured: boolean
}

interface Member {
  /** A short hash: the same member of two looks has the same. */
  readonly id: string
  readonly clientId: string
  readonly host: string
  /** Set for static members, which keep their partitions over a restart. */
  readonly instanceId: string | null
}

export const groupsOf = (wish: GroupWish) =>
  defineFacts<Groups, KafkaClient>({
    id: 'kafka.groups',
    system: 'kafka',
    cost: 'cheap',
    async collect(client, { signal }) {
      const { scope } = client
      const { list, chosen } = await visibleGroups(client, wish, signal)
      const described = await client.describe(chosen, signal)
      return {
        groups: chosen.map((group) => groupOf(group, described.get(group.id) ?? null, scope.groups)),
        total: list.groups.length,
        missing: list.missing,
        forbidden: list.forbidden,
        brokersUnasked: list.brokersUnasked,
      }
    },
  })

export const groups = groupsOf(usualGroups)

const REBALANCING = ['PreparingRebalance', 'CompletingRebalance', 'Assigning', 'Reconciling']

/** Whether its members are still being given their partitions. */
export function isRebalancing(group: Pick<Group, 'state'>): boolean {
  return group.state !== null && REBALANCING.includes(group.state)
}

/** Whether nobody consumes for it; false where its state is not known. */
export function hasNoMembers(group: Pick<Group, 'state'>): boolean {
  return group.state === 'Empty' || group.state === 'Dead'
}

function groupOf(group: ListedGroup, described: GroupDescription | null, configured: readonly string[] | null): Group {
  return {
    id: maskName(group.id),
    type: group.type,
    // The description of a group calls live ones of the other protocol dead; the list does not.
    state: group.state ?? described?.state ?? null,
    assignor: described?.assignor ?? null,
    epoch: described?.epoch ?? null,
    members: described?.members.map(memberOf) ?? null,
    configured: configured?.includes(group.id) ?? false,
  }
}

function memberOf({ memberId, clientId, host, instanceId }: GroupMember): Member {
  const id = createHash('sha256').update(memberId).digest('hex').slice(0, 8)
  return { id, clientId: mask(clientId), host, instanceId: instanceId && mask(instanceId) }
}
