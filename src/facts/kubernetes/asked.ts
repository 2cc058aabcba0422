import type { CannotTell } from '../../core/check.ts'
import { CannotAsk, type Unasked } from '../../core/facts.ts'

/** A part of facts that needs a right of its own: what was seen, or why it could not be asked. */
export type Asked<Value> = { readonly seen: Value } | { readonly unasked: Unasked }

export async function asked<Value>(answer: Promise<Value>): Promise<Asked<Value>> {
  try {
    return { seen: await answer }
  } catch (error) {
    if (error instanceof CannotAsk) return { unasked: error.unasked }
    throw error
  }
}

/** What was seen; undefined where it could not be asked. */
export function seenOf<Value>(part: Asked<Value>): Value | undefined {
  return 'seen' in part ? part.seen : undefined
}

/** The answer of a check that needs a part which could not be asked. */
export function cannotTell({ unasked }: { readonly unasked: Unasked }): CannotTell {
  return { unknown: unasked.reason, ...(unasked.grant !== undefined && { grant: unasked.grant }) }
}

/** Converts what was seen; what could not be asked stays so. */
export function mapAsked<Value, Other>(part: Asked<Value>, convert: (value: Value) => Other): Asked<Other> {
  return 'seen' in part ? { seen: convert(part.seen) } : part
}
