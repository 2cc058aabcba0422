import { breakers } from './breakers.ts'
import { certificate } from './certificate.ts'
import { health } from './health.ts'
import { metrics } from './metrics.ts'

/** All facts of the HTTP side of a service. */
export const httpFacts = [health, metrics, breakers, certificate]
