import { errorBurst } from './error-burst.ts'
import { failingRequests } from './failing-requests.ts'
import { refusedRequests } from './refused-requests.ts'
import { signature } from './signature.ts'

/** All checks of log files. */
export const logsChecks = [failingRequests, refusedRequests, signature, errorBurst]
