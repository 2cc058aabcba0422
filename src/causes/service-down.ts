import type { CauseView, Conclusion } from '../core/cause.ts'
import { defineCause } from '../core/cause.ts'
import { textIn } from '../core/evidence.ts'
import { podFailureChecks } from './pod-failures.ts'
import { reasonsOf } from './reasons.ts'
import { serviceDownOf } from './service-down-on-cluster.ts'
import { restart } from './service-remedies.ts'
import { failures, services, symptomChecks } from './service-symptoms.ts'
import { workloadContexts, workloadReads } from './workload-context.ts'

/** The process of the service is gone, falls over again and again, or takes connections without ever answering. */
export const serviceDown = defineCause({
  id: 'service-down',
  reads: workloadReads,
  weighs: ['kafka.no-members', ...symptomChecks, ...podFailureChecks],
  conclude(seen, view) {
    const onCluster = workloadContexts(seen).flatMap((context) => serviceDownOf(context, view))
    return [...onCluster, ...servicesAway(view)]
  },
})

type View = CauseView<'kafka.no-members' | (typeof symptomChecks)[number] | (typeof podFailureChecks)[number]>

function servicesAway(view: View): readonly Conclusion[] {
  return services(view).flatMap((service) => {
    const [away] = view.findingsOn(service, 'http.unreachable')
    if (away === undefined || textIn(away, 'why') === 'tls') return []
    const isGone = textIn(away, 'why') === 'refused'
    return {
      target: service,
      summary: isGone ? `${service.name} is not running` : `${service.name} does not answer: ${away.summary}`,
      because: reasonsOf([away]),
      explains: [away, ...failures(service, view)],
      // A service that hangs may wait for something else; one that hangs up may be spoken to in the wrong way (is it https?).
      confidence: isGone ? ('high' as const) : ('medium' as const),
      remedies: [
        restart(service, view.topology, `look in the log of ${service.name} why it ended, and start it again`),
      ],
    }
  })
}
