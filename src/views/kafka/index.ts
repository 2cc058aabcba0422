import type { View } from '../../core/view.ts'
import { lag } from './lag.ts'
import { peek } from './peek.ts'
import { status } from './status.ts'

export const kafkaViews: readonly View[] = [status, lag, peek]
