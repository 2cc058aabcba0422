import { serviceName } from '../../core/service-state.ts'
import { counted } from '../words/amounts.ts'
import { type ServiceState, serviceState } from '../words/service-state.ts'
import { type Line, prose, span } from './line.ts'
import type { Page } from './page.ts'
import type { Style } from './paint.ts'

const styles: Record<ServiceState['state'], Style> = { hurt: 'critical', normal: 'good', unknown: 'warning' }

/** Are users hurt, and since when: one line for each service, hurt ones first. */
export function headlines(page: Page): readonly Line[] {
  const { document, times } = page
  if (document.services.length === 0) return [prose(0, span(withoutService(page), 'strong'))]
  return document.services
    .map((service) => ({ name: serviceName(service, document), ...serviceState(service, document, times) }))
    .toSorted((left, right) => Number(right.state === 'hurt') - Number(left.state === 'hurt'))
    .map(({ name, state, words }) => prose(0, span(name, 'strong'), span(': '), span(words, styles[state])))
}

function withoutService({ document: { target, findings } }: Page): string {
  return `${target.environment}: ${findings.length === 0 ? 'nothing wrong found' : counted(findings.length, 'finding')}`
}
