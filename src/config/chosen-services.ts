import { OperatorError } from '../core/errors.ts'
import { suggestion } from './nearest-name.ts'

/** The services that were named, each once, or all. An unknown one is answered with the known ones. */
export function chosenServices(known: readonly string[], wanted: readonly string[]): readonly string[] {
  const wrong = wanted.find((name) => !known.includes(name))
  if (wrong === undefined) return wanted.length === 0 ? known : [...new Set(wanted)]
  throw unknownService(wrong, known)
}

export function unknownService(name: string, known: readonly string[], where = ''): OperatorError {
  return new OperatorError(`there is no service ${name}${where}: ${suggestion(name, known)}`, {
    hint: known.length === 0 ? 'usrops config show' : `services: ${known.join(', ')}`,
    exit: 'usage',
  })
}
