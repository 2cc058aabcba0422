import { defineCheck } from '../../core/check.ts'
import type { FindingDraft } from '../../core/finding.ts'
import { lasting, unknownSince } from '../../core/since.ts'
import { part } from '../../core/target.ts'
import { type Certificate, type CertificateProblem, certificate } from '../../facts/http/certificate.ts'

const dayMs = 24 * 60 * 60_000

/** The certificate of the service is refused by clients, or will be in days. */
export const certificateInvalid = defineCheck({
  id: 'http.certificate',
  kind: 'condition',
  reads: { certificate },
  params: {
    /** Automatic renewal (cert-manager, certbot: 30 days before the end of 90) has failed long before. */
    warningDays: 7,
    /** Certificates of a day or a week are renewed late on purpose: below this share of their life it is too late. */
    warningShareOfLife: 0.1,
  },
  run({ certificate }, { target, params, now }): FindingDraft[] {
    if (certificate === null) return []
    const { subject, expiresInMs, validInMs, problem, code } = certificate
    const evidence = { subject, expiresInMs, validInMs, problem, code }
    const base = { target: part(target, 'certificate', { subject }), evidence, since: unknownSince }
    if (expiresInMs <= 0)
      return [
        {
          ...base,
          severity: 'critical',
          summary: `the certificate of ${subject} expired ${days(-expiresInMs)} ago`,
          since: lasting(-expiresInMs, now),
        },
      ]
    if (problem !== null && certificate.verified) return [{ ...base, ...wrong(problem, certificate) }]
    const life = expiresInMs - validInMs
    if (expiresInMs > Math.min(params.warningDays * dayMs, life * params.warningShareOfLife)) return []
    return [{ ...base, severity: 'warning', summary: `the certificate of ${subject} expires in ${days(expiresInMs)}` }]
  },
})

/** Only what no configuration of the looking machine could excuse is critical. */
function wrong(problem: CertificateProblem, { subject, issuer, code }: NonNullable<Certificate>) {
  const words: Readonly<Record<CertificateProblem, string>> = {
    expired: `a certificate above the one of ${subject} has expired (issuer ${issuer})`,
    'not-yet-valid': `the certificate of ${subject} is not valid yet`,
    'self-signed': `the certificate of ${subject} is self-signed and not trusted from here`,
    'unknown-authority': `the certificate of ${subject} is issued by ${issuer}, which is not trusted from here`,
    'name-mismatch': `the certificate of ${subject} is for another name than the one asked for`,
    other: `the certificate of ${subject} is refused: ${code}`,
  }
  const critical = problem === 'expired' || problem === 'not-yet-valid'
  return { severity: critical ? ('critical' as const) : ('warning' as const), summary: words[problem] }
}

function days(ms: number): string {
  return ms >= 2 * dayMs ? `${Math.floor(ms / dayMs)} days` : `${Math.round(ms / 3_600_000)} hours`
}
