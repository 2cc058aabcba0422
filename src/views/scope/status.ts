import type { Diagnosis, ServiceSeen } from '../../core/diagnosis.ts'
import type { Case } from '../../core/judge.ts'
import { judgementOf, type ServiceJudgement, serviceName, symptomsOf, whyUnknown } from '../../core/service-state.ts'
import type { CellState, Row, TableDraft } from '../../core/table.ts'
import { healthCells } from './health-cells.ts'
import { lagCells } from './lag-cells.ts'
import { connectionCells } from './pool-cells.ts'
import { versionCells } from './version-cells.ts'

/** One line for each service, judged as a diagnosis judges it, hurt ones first. */
export function statusTable(facts: Case, document: Diagnosis): TableDraft {
  const judged = document.services.map((service) => ({ service, judgement: judgementOf(service, document) }))
  const rows = judged
    .toSorted((left, right) => Number(right.judgement === 'hurt') - Number(left.judgement === 'hurt'))
    .map(({ service, judgement }) => rowOf(service, judgement, facts, document))
  return {
    title: titleOf(judged.map(({ judgement }) => judgement)),
    columns: [
      { id: 'service', label: 'service', kind: 'text', importance: 'key', shorten: 'middle' },
      { id: 'state', label: 'state', kind: 'state', importance: 'key' },
      { id: 'ready', label: 'ready', kind: 'count', importance: 'key' },
      { id: 'wanted', label: 'of', kind: 'count', importance: 'key' },
      { id: 'health', label: 'health', kind: 'text', importance: 'key' },
      { id: 'version', label: 'version', kind: 'text', importance: 'key', shorten: 'middle' },
      { id: 'why', label: 'why', kind: 'text' },
      { id: 'errors', label: 'errors', kind: 'share' },
      { id: 'p99', label: 'p99', kind: 'milliseconds' },
      { id: 'requests', label: 'requests', kind: 'rate' },
      { id: 'since', label: 'since', kind: 'age' },
      { id: 'connections', label: 'pool', kind: 'count' },
      { id: 'connectionsMax', label: 'size', kind: 'count' },
      { id: 'lag', label: 'lag', kind: 'count' },
      { id: 'connectionsWaiting', label: 'waiting', kind: 'count', importance: 'extra' },
      { id: 'revision', label: 'revision', kind: 'count', importance: 'extra' },
    ],
    rows,
    notes: notesOf(rows, document),
  }
}

function titleOf(all: readonly ServiceJudgement[]): string {
  const count = (...which: readonly ServiceJudgement[]) => all.filter((each) => which.includes(each)).length
  const [hurt, unknown] = [count('hurt'), count('unknown', 'unmeasured')]
  if (all.length === 0) return 'no service is known'
  const head =
    hurt === 0
      ? `no service is hurt`
      : `${hurt} of ${all.length} service${all.length === 1 ? '' : 's'} ${hurt === 1 ? 'is' : 'are'} hurt`
  return unknown === 0 ? head : `${head}, ${unknown} cannot be told`
}

function rowOf(service: ServiceSeen, judgement: ServiceJudgement, facts: Case, document: Diagnosis): Row {
  const { impact, target } = service
  const why = whyOf(service, judgement, document)
  return {
    service: serviceName(service, document),
    state: stateOf(service, judgement, document),
    ...{ ready: impact.readyEndpoints, wanted: impact.wantedEndpoints },
    ...{ errors: impact.errorRate, p99: impact.p99Ms, requests: impact.requestsPerSecond },
    ...healthCells(target, facts.look),
    ...versionCells(target, facts.look),
    ...connectionCells(target, facts.look),
    ...lagCells(target, facts),
    ...(why !== null && { why }),
    ...(judgement === 'hurt' && { since: sinceOf(service, facts.look.at) }),
  }
}

/** As bad as the worst of what users feel. */
function stateOf({ target }: ServiceSeen, judgement: ServiceJudgement, { findings }: Diagnosis): CellState {
  if (judgement === 'hurt') return symptomsOf(target, findings)[0]?.severity ?? 'warning'
  return judgement === 'normal' ? 'ok' : 'unknown'
}

function sinceOf({ impact: { since } }: ServiceSeen, now: number): number | null {
  return since.at === null ? null : Math.max(0, now - Date.parse(since.at))
}

/** The cause that explains what users feel, else what they feel. */
function whyOf({ target }: ServiceSeen, judgement: ServiceJudgement, document: Diagnosis): string | null {
  if (judgement === 'normal') return null
  if (judgement === 'unknown') return whyUnknown(target, document)
  if (judgement === 'unmeasured') return 'whether requests fail was not measured'
  const symptoms = symptomsOf(target, document.findings)
  const cause = document.causes.find(({ explains }) => symptoms.some(({ id }) => explains.findings.includes(id)))
  return cause?.summary ?? symptoms[0]?.summary ?? null
}

/** What a diagnosis would say beside it, and what one look alone cannot tell. */
function notesOf(rows: readonly Row[], { causes, looks }: Diagnosis): readonly string[] {
  const told = rows.map(({ why }) => why)
  const others = causes.filter(({ summary }) => !told.includes(summary)).slice(0, 3)
  const blind = looks === 'one' && rows.some(({ errors }) => errors === null)
  return [
    ...others.map(({ severity, summary }) => `${severity}: ${summary} (usrops diagnose)`),
    ...(blind ? ['rates need a second look: --interval 5s'] : []),
  ]
}
