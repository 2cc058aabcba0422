import { apiServices } from './api-services.ts'
import { dns } from './dns.ts'
import { nodes } from './nodes.ts'
import { version } from './version.ts'
import { webhooks } from './webhooks.ts'

/** All facts of whole clusters. */
export const clusterFacts = [version, nodes, dns, webhooks, apiServices]
