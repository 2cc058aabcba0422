import type { View } from '../../core/view.ts'
import { describe } from './describe.ts'
import { events } from './events.ts'
import { pods } from './pods.ts'
import { top } from './top.ts'

export const kubernetesViews: readonly View[] = [pods, events, top, describe]
