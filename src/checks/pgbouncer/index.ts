import type { Check } from '../../core/check.ts'
import { clientLimit } from './client-limit.ts'
import { databaseOff } from './database-off.ts'
import { saturated } from './saturated.ts'

export const pgbouncerChecks: readonly Check[] = [clientLimit, databaseOff, saturated]
