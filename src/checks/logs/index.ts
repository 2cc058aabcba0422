import { crashLine } from './crash-line.ts'
import { errorBurst } from './error-burst.ts'
import { failingRequests } from './failing-requests.ts'
import { refusedRequests } from './refused-requests.ts'
import { signature } from './signature.ts'

/** All checks of the logs of a service. */
export const logsChecks = [failingRequests, refusedRequests, signature, errorBurst, crashLine]
