import type { FactsDefinition } from '../../core/facts.ts'
import { autoscaling } from './autoscaling.ts'
import { configuration } from './configuration.ts'
import { eachPod } from './each-pod.ts'
import { events } from './events.ts'
import { serviceJobs } from './jobs.ts'
import { neededServices } from './needed-services.ts'
import { network } from './network.ts'
import { servicePods } from './pods.ts'
import { policies } from './policies.ts'
import { quota } from './quota.ts'
import { revisions } from './revisions.ts'
import { scaleUp } from './scale-up.ts'
import { traces } from './traces.ts'
import { usage } from './usage.ts'
import { volumes } from './volumes.ts'
import { workloads } from './workloads.ts'

/** All facts of services on a cluster. */
export const kubernetesFacts: readonly FactsDefinition[] = [
  workloads,
  servicePods,
  eachPod,
  revisions,
  events,
  configuration,
  serviceJobs,
  volumes,
  network,
  policies,
  autoscaling,
  quota,
  usage,
  neededServices,
  scaleUp,
  traces,
]
