import type { View } from '../../core/view.ts'
import { expiry } from './expiry.ts'
import { hot } from './hot.ts'
import { keys } from './keys.ts'
import { memory } from './memory.ts'
import { slowlog } from './slowlog.ts'
import { status } from './status.ts'

export const redisViews: readonly View[] = [status, memory, slowlog, hot, keys, expiry]
