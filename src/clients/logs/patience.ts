import { CannotAsk } from '../../core/facts.ts'

/** For one log: a node that is lost lets the API server wait far longer than a diagnosis may take. */
const patienceMs = 3_000

/** The answer, unless it takes so long that the others would be lost with it. */
export async function patience<Value>(answer: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const late = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)])
  return Promise.race([answer, over(late)])
}

function over(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const give = () => reject(new CannotAsk('hung', `no answer within ${patienceMs / 1000} s`))
    if (signal.aborted) give()
    signal.addEventListener('abort', give, { once: true })
  })
}
