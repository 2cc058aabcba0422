import type { Check, CheckAnswer } from '../../core/check.ts'
import { unknownSince } from '../../core/since.ts'

/** The server has no connection left for an ordinary login: it said so to usrops, and says so to the service. Read from the refusal itself, since no facts can be had. */
export const noConnectionLeft: Check = {
  id: 'postgres.no-connection-left',
  system: 'postgres',
  kind: 'condition',
  params: {},
  ask({ target, unconnected }): CheckAnswer {
    const base = { check: 'postgres.no-connection-left', kind: 'condition', target, wantsSecondLook: false } as const
    if (unconnected === undefined) return { ...base, answer: 'ok', findings: [], reason: null, grant: null }
    const { kind, reason, grant = null } = unconnected
    // The limit of our own login says nothing of others.
    if (kind !== 'full' || /too many connections for role/.test(reason))
      return { ...base, answer: 'unknown', findings: [], reason, grant }
    const finding = { severity: 'critical', summary: reason, since: unknownSince, evidence: {} } as const
    return { ...base, answer: 'found', findings: [finding], reason: null, grant: null }
  },
}
