import type { FactsDefinition } from '../../core/facts.ts'
import { pools } from './pools.ts'

export const pgbouncerFacts: readonly FactsDefinition[] = [pools]
