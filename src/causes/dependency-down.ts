import { defineCause } from '../core/cause.ts'
import { numberIn, textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import type { Target } from '../core/target.ts'
import type { Topology } from '../core/topology.ts'
import { saidBy } from './complaints.ts'
import { reasonsOf } from './reasons.ts'
import { restartOf } from './service-remedies.ts'
import { failures, services, symptomChecks } from './service-symptoms.ts'

/** Systems of which usrops has facts of its own: they have causes of their own. */
const examined = ['postgres', 'pgbouncer', 'redis', 'kafka']

/** Another service that this one calls fails: its breaker is open, or the health of the component says so. */
export const dependencyDown = defineCause({
  id: 'dependency-down',
  reads: {},
  weighs: ['http.breaker-open', 'http.component-down', 'logs.signature', ...symptomChecks],
  conclude: (_sightings, view) =>
    services(view).flatMap((service) => {
      const broken = view
        .findingsOn(service, 'http.breaker-open', 'http.component-down')
        .filter((finding) => isForeign(finding))
      return [...Map.groupBy(broken, nameOf)].map(([name, findings]) => {
        const lines = saidBy(service, view, 'breaker-open', 'upstream-error')
        const known = knownAs(name, findings, view.topology)
        const away = known === undefined ? [] : view.findingsOn(known, 'http.unreachable')
        return {
          target: known ?? findings[0]?.target ?? service,
          summary: sentence(name, service, findings),
          because: reasonsOf([...findings, ...lines]),
          explains: [...findings, ...lines, ...failures(service, view), ...away],
          confidence: 'high' as const,
          remedies: [
            ...(known !== undefined && away.length > 0
              ? restartOf(known.name, view.topology, `look in the log of ${name} why it ended, and start it again`)
              : []),
            { kind: 'manual' as const, risk: 'low' as const, summary: advice(name, findings) },
          ],
        }
      })
    }),
})

function sentence(name: string, service: Target, findings: readonly Finding[]): string {
  if (isForced(findings)) return `the circuit breaker ${name} was opened by hand`
  return hasBreaker(findings)
    ? `${name}, which ${service.name} calls, fails`
    : `${service.name} reports its component ${name} down`
}

function advice(name: string, findings: readonly Finding[]): string {
  if (isForced(findings))
    return `ask who opened it and why; it stays open until a hand closes it (POST /admin/breakers/${name}/close)`
  const look = `look at ${name}${addressOf(findings)}: is it running, is it reachable?`
  return hasBreaker(findings)
    ? `${look} The breaker closes by itself when it answers again`
    : `look at ${name}: the text of the component says what is wrong with it`
}

function isForced(findings: readonly Finding[]): boolean {
  return findings.some(({ evidence }) => evidence.forced === true)
}

function hasBreaker(findings: readonly Finding[]): boolean {
  return findings.some((finding) => textIn(finding, 'breaker') !== null)
}

function isForeign(finding: Finding): boolean {
  const system = textIn(finding, 'system')
  return system === null || !examined.includes(system)
}

function nameOf(finding: Finding): string {
  return textIn(finding, 'breaker') ?? textIn(finding, 'component') ?? 'a dependency'
}

function addressOf(findings: readonly Finding[]): string {
  const host = findings.map((finding) => textIn(finding, 'host')).find((each) => each !== null)
  return host === undefined ? '' : ` at ${host}`
}

/** The dependency itself, where it is in scope: by its name, or by the address that the failure names. */
function knownAs(name: string, findings: readonly Finding[], topology: Topology): Target | undefined {
  const addresses = findings.map((finding) => `${textIn(finding, 'host')}:${numberIn(finding, 'port')}`)
  const others = topology.nodes.filter(({ target }) => target.system === 'service')
  return others.find(
    (node) => node.target.name === name || node.addresses.some((address) => addresses.includes(address)),
  )?.target
}
