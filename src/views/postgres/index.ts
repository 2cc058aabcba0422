import type { View } from '../../core/view.ts'
import { bloatEstimate } from './bloat.ts'
import { blocking } from './blocking.ts'
import { connections } from './connections.ts'
import { indexCare } from './indexes.ts'
import { lockCounts } from './locks.ts'
import { replicationState } from './replication.ts'
import { diskSizes } from './sizes.ts'
import { slow } from './slow.ts'
import { status } from './status.ts'

export const postgresViews: readonly View[] = [
  status,
  connections,
  blocking,
  lockCounts,
  slow,
  bloatEstimate,
  indexCare,
  diskSizes,
  replicationState,
]
