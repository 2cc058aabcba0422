import { CannotAsk } from '../../core/facts.ts'

/** The answer, or null where the server does not let us ask or does not know the question: managed services hide commands. */
export async function permitted<Value>(answer: Promise<Value>): Promise<Value | null> {
  try {
    return await answer
  } catch (error) {
    if (error instanceof CannotAsk && (error.unasked.kind === 'forbidden' || error.unasked.kind === 'unsupported'))
      return null
    throw error
  }
}
