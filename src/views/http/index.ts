import type { View } from '../../core/view.ts'
import { health } from './health.ts'

export const httpViews: readonly View[] = [health]
