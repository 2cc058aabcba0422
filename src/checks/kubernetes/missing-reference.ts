import { defineCheck } from '../../core/check.ts'
import type { FindingDraft } from '../../core/finding.ts'
import { unknownSince } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { configuration, type ObjectUse } from '../../facts/kubernetes/configuration.ts'

/** ConfigMaps, Secrets and keys of them that a template needs and that are not there: the next container cannot start. */
export const missingReference = defineCheck({
  id: 'kubernetes.missing-reference',
  kind: 'condition',
  reads: { configuration },
  params: {},
  run: ({ configuration }, { target }) => {
    const found = configuration.objects.flatMap((use): readonly FindingDraft[] => {
      const [fault, what] = faultOf(use) ?? []
      if (fault === undefined || what === undefined) return []
      const { object, uses, missingKeys } = use
      const workloads = uses.map(({ workload }) => workload)
      return [
        {
          severity: 'warning',
          target: part(target, 'configuration', { object }),
          summary: `${workloads.join(', ')} needs ${object}: ${what}`,
          since: unknownSince,
          evidence: { object, fault, keys: missingKeys ?? [], key: missingKeys?.[0] ?? null, workloads },
        },
      ]
    })
    const unasked = configuration.objects.find((use) => use.unasked !== null && !use.optional)?.unasked
    if (found.length > 0 || !unasked) return found
    return { unknown: unasked.reason, ...(unasked.grant !== undefined && { grant: unasked.grant }) }
  },
})

function faultOf({ object, exists, optional, missingKeys }: ObjectUse): readonly [string, string] | undefined {
  if (exists === false && !optional) {
    return [object.startsWith('secret/') ? 'missing-secret' : 'missing-config-map', 'it does not exist']
  }
  if (missingKeys === null || missingKeys.length === 0) return undefined
  const keys = missingKeys.slice(0, 3).join(', ')
  return ['missing-key', `it has no key ${keys}`]
}
