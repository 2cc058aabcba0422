import { apiUnavailable } from './api-unavailable.ts'
import { dnsDown } from './dns-down.ts'
import { nodeNotReady } from './node-not-ready.ts'
import { nodePressure } from './node-pressure.ts'
import { webhookDown } from './webhook-down.ts'

/** All checks of whole clusters. */
export const clusterChecks = [nodeNotReady, nodePressure, dnsDown, webhookDown, apiUnavailable]
