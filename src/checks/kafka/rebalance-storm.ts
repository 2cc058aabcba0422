import { defineCheck } from '../../core/check.ts'
import type { FindingDraft } from '../../core/finding.ts'
import type { Earlier } from '../../core/look.ts'
import { unknownSince } from '../../core/since.ts'
import type { Target } from '../../core/target.ts'
import { type Group, type Groups, groups, isRebalancing } from '../../facts/kafka/groups.ts'
import { groupTarget } from '../../facts/kafka/partition-name.ts'

interface Limits {
  readonly fromSeconds: number
  readonly toSeconds: number
  readonly epochsPerMinute: number
  readonly epochs: number
}

/** A group that is busy giving out partitions instead of processing them. */
export const rebalanceStorm = defineCheck({
  id: 'kafka.rebalance-storm',
  kind: 'condition',
  reads: { groups },
  params: {
    // Two looks nearer than this may see one rebalance of a rollout, two looks further apart two different ones.
    fromSeconds: 20,
    toSeconds: 300,
    // More than two new generations a minute; a rollout of one pod makes two (leave and join) in all.
    epochsPerMinute: 2,
    epochs: 4,
  },
  run({ groups: now }, { target, earlier, params }) {
    const before = earlier.groups
    const restless = now.groups.filter(isRebalancing)
    if (before === undefined)
      return restless[0] === undefined
        ? []
        : { lookAgain: `${restless[0].id} is rebalancing at this moment: a second look tells whether it settles` }
    return now.groups.flatMap((group): FindingDraft[] => {
      const then = before.value.groups.find(({ id }) => id === group.id)
      const sign = then && signOf(group, then, before, params)
      return sign === undefined ? [] : [finding(group, sign, before, target)]
    })
  },
})

interface Sign {
  readonly text: string
  readonly epochs: number | null
}

function signOf(group: Group, then: Group, { elapsedMs }: Earlier<Groups>, limits: Limits): Sign | undefined {
  const epochs = group.epoch !== null && then.epoch !== null ? group.epoch - then.epoch : null
  const perMinute = epochs === null ? 0 : (epochs / elapsedMs) * 60_000
  if (epochs !== null && epochs >= limits.epochs && perMinute > limits.epochsPerMinute)
    return { epochs, text: `${epochs} rebalances` }
  const seconds = elapsedMs / 1000
  const comparable = seconds >= limits.fromSeconds && seconds <= limits.toSeconds
  if (!comparable || !isRebalancing(group) || !isRebalancing(then)) return undefined
  return { epochs, text: `still ${group.state}` }
}

function finding(group: Group, sign: Sign, { elapsedMs }: Earlier<Groups>, cluster: Target): FindingDraft {
  const members = group.members?.length ?? null
  return {
    severity: 'warning',
    target: groupTarget(cluster, group.id),
    summary: `${group.id} keeps rebalancing: ${sign.text} after ${Math.round(elapsedMs / 1000)} s, with ${members ?? 'an unknown number of'} members`,
    since: unknownSince,
    evidence: {
      group: group.id,
      state: group.state,
      epochs: sign.epochs,
      elapsedMs,
      members,
      configured: group.configured,
    },
  }
}
