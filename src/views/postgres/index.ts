import type { View } from '../../core/view.ts'
import { connections } from './connections.ts'

export const postgresViews: readonly View[] = [connections]
