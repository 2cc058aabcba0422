import { authFailures } from './auth-failures.ts'
import { breakerOpen } from './breaker-open.ts'
import { cacheHitRatio } from './cache-hit-ratio.ts'
import { certificateInvalid } from './certificate.ts'
import { clockSkew } from './clock-skew.ts'
import { componentDown } from './component-down.ts'
import { errorRate } from './error-rate.ts'
import { eventLoopLag } from './event-loop-lag.ts'
import { latency } from './latency.ts'
import { poolSaturated } from './pool-saturated.ts'
import { slowProbe } from './slow-probe.ts'
import { trafficSpike } from './traffic-spike.ts'
import { unhealthy } from './unhealthy.ts'
import { unreachable } from './unreachable.ts'

/** All checks of the HTTP side of a service. */
export const httpChecks = [
  unreachable,
  unhealthy,
  errorRate,
  latency,
  slowProbe,
  authFailures,
  componentDown,
  poolSaturated,
  eventLoopLag,
  breakerOpen,
  certificateInvalid,
  clockSkew,
  cacheHitRatio,
  trafficSpike,
]
