import { defineCause } from '../core/cause.ts'
import type { Finding } from '../core/finding.ts'
import { complaintsAbout } from './complaints.ts'
import { suffering } from './database-slowness.ts'
import { downConclusion, outageChecks, outagesOf } from './outage.ts'
import { reasonsOf } from './reasons.ts'

/** Brokers are gone: all of them, or so many that partitions have no leader or refuse writes. */
export const kafkaDown = defineCause({
  id: 'kafka-down',
  reads: {},
  weighs: [
    ...outageChecks,
    'kafka.offline-partitions',
    'kafka.under-min-isr',
    'kafka.under-replicated',
    'kafka.group-lag',
    'kafka.no-members',
  ],
  conclude: (_sightings, view) => [
    ...outagesOf('kafka', view)
      .filter(({ isAway }) => isAway)
      .map((outage) => downConclusion(outage, view, [bringBack(`the brokers of ${outage.node.name}`)])),
    ...view
      .findings('kafka.offline-partitions', 'kafka.under-min-isr')
      .filter(isOurs)
      .map((finding) => ({
        target: finding.target,
        summary: finding.summary,
        because: reasonsOf([finding]),
        explains: [
          finding,
          ...view.findingsOn(
            finding.target,
            'kafka.offline-partitions',
            'kafka.under-min-isr',
            'kafka.under-replicated',
            'kafka.group-lag',
            'kafka.no-members',
          ),
          ...complaintsAbout(finding.target, view),
          ...suffering(finding.target, view),
        ],
        confidence: 'high' as const,
        remedies: [bringBack('the missing brokers')],
      })),
  ],
})

function bringBack(what: string) {
  return {
    kind: 'manual',
    risk: 'low',
    summary: `bring ${what} back: is the process running, what does its log say last, is its disk full? Do not lower min.insync.replicas and do not elect unclean leaders: that loses records`,
  } as const
}

/** Partitions of other teams' topics are only worth a warning. */
function isOurs({ severity }: Finding): boolean {
  return severity === 'critical'
}
