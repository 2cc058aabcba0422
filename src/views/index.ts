import type { View } from '../core/view.ts'
import { kafkaViews } from './kafka/index.ts'
import { postgresViews } from './postgres/index.ts'
import { redisViews } from './redis/index.ts'

/** Every view. */
export const views: readonly View[] = [...postgresViews, ...redisViews, ...kafkaViews]
