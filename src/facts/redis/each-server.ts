import type { CheckResult, LookAgain } from '../../core/check.ts'
import type { FindingDraft } from '../../core/finding.ts'
import type { Earlier } from '../../core/look.ts'
import { part, type Target } from '../../core/target.ts'
import { type NodePair, type PerNode, pairNodes } from './per-node.ts'

/** What is wrong with one server; nothing; or that one look does not tell. */
export type ServerVerdict = Omit<FindingDraft, 'target'> | LookAgain | undefined

/**
 * Asks the same of every server of a target. With several, each finding is about its server and says which; without a finding, servers that
 * could not be looked at make the answer unknown.
 */
export function eachServer<Value>(
  facts: PerNode<Value>,
  earlier: Earlier<PerNode<Value>> | undefined,
  target: Target,
  judge: (server: NodePair<Value>) => ServerVerdict,
): CheckResult {
  const several = facts.nodes.length + facts.unasked.length > 1
  const verdicts = pairNodes(facts, earlier).map((server) => [server.address, judge(server)] as const)
  const findings = verdicts.flatMap(([address, verdict]) =>
    verdict === undefined || 'lookAgain' in verdict ? [] : [named(verdict, address, several ? target : undefined)],
  )
  if (findings.length > 0) return findings
  const again = verdicts
    .map(([, verdict]) => verdict)
    .find((verdict) => verdict !== undefined && 'lookAgain' in verdict)
  if (again !== undefined && 'lookAgain' in again) return again
  return facts.unasked.length === 0 ? [] : notLookedAt(facts)
}

function named(draft: Omit<FindingDraft, 'target'>, address: string, whole: Target | undefined): FindingDraft {
  const evidence = { server: address, ...draft.evidence }
  if (whole === undefined) return { ...draft, evidence }
  return { ...draft, evidence, summary: `${address}: ${draft.summary}`, target: part(whole, 'server', { address }) }
}

function notLookedAt({ nodes, unasked }: PerNode<unknown>): CheckResult {
  const [first] = unasked
  return { unknown: `${unasked.length} of ${nodes.length + unasked.length} servers not looked at: ${first?.reason}` }
}
