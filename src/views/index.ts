import type { View } from '../core/view.ts'
import { httpViews } from './http/index.ts'
import { kafkaViews } from './kafka/index.ts'
import { kubernetesViews } from './kubernetes/index.ts'
import { postgresViews } from './postgres/index.ts'
import { redisViews } from './redis/index.ts'

/** Every view. */
export const views: readonly View[] = [...kubernetesViews, ...httpViews, ...postgresViews, ...redisViews, ...kafkaViews]
