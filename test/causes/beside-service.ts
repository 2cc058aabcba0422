import type { Unasked } from '../../src/core/facts.ts'
import type { InstanceFacts } from '../../src/core/look.ts'
import type { Target } from '../../src/core/target.ts'
import { noneReady } from '../checks/kubernetes/pod-policies.ts'
import {
  crashing,
  MINUTE,
  type PodsShown,
  ready,
  revision,
  service,
  shownFacts,
} from '../checks/kubernetes/pods-shown.ts'
import { recordedAt } from '../facts/kubernetes/recorded.ts'
import { type Beside, inWords, judgedFacts, remediesIn } from './recorded-case.ts'
import { httpFacts } from './service-shown.ts'

export const concluded = (shown: PodsShown, beside?: Beside) => inWords(judgedFacts(shownFacts(shown), beside))
export const remedies = (shown: PodsShown, beside?: Beside) => remediesIn(judgedFacts(shownFacts(shown), beside))

export const rolling = {
  rollout: { state: 'progressing', waitsFor: 'x', progressAgoMs: MINUTE },
  updated: 1,
} as const

export const old = ready(3, { revision: 'old' })

/** A new release crashes beside the old one, which serves. */
export const badRelease: PodsShown = {
  state: rolling,
  groups: [old, crashing(1)],
  history: {
    revisions: [
      revision({ revision: 2, hash: 'new', sameAsLatest: true }),
      revision({ available: 3, servedMs: 600 * MINUTE }),
    ],
  },
}

/** The same where nothing of the old one is left. */
export const goneRelease: PodsShown = { state: { ...noneReady, ...rolling, updated: 3 }, groups: [crashing(3)] }

export function instance(
  system: string,
  values: Readonly<Record<string, unknown>>,
  target: Target = service,
): InstanceFacts {
  const observations = Object.entries(values).map(([id, value]) => [id, { at: recordedAt, value }])
  return { system, target, vantage: 'operator', identity: null, observations: Object.fromEntries(observations) }
}

const database: Target = { system: 'postgres', kind: 'database', name: 'users-db' }
const away: Unasked = { kind: 'unreachable', reason: 'connect ECONNREFUSED 10.0.0.5:5432' }

/** The service says of its database that it is down, and we cannot reach it either. */
export const databaseGone: Beside = {
  needs: { '10.0.0.5:5432': database },
  instances: [
    instance('http', httpFacts({ components: { db: 'connect ECONNREFUSED 10.0.0.5:5432' }, notReady: true })),
    { ...instance('postgres', {}, database), unconnected: away },
  ],
}

/** The service says that its database refuses it. */
export const loginRefused: Beside = {
  needs: { '10.0.0.5:5432': database },
  instances: [
    instance(
      'http',
      httpFacts({ components: { db: 'password authentication failed for user "app"' }, notReady: true }),
    ),
  ],
}
