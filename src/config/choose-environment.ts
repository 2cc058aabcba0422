import { OperatorError } from '../core/errors.ts'
import { suggestion } from './nearest-name.ts'
import type { Config, EnvironmentConfig } from './schema/config.ts'

export interface ChosenEnvironment {
  readonly name: string
  readonly config: EnvironmentConfig
}

/** The environment that was named, else the default, else the only one; nobody guesses among several. */
export function chooseEnvironment(
  config: Config,
  flag: string | undefined,
  env: NodeJS.ProcessEnv,
  file: string,
): ChosenEnvironment {
  const names = Object.keys(config.environments)
  const wanted =
    flag ?? (env.USROPS_ENVIRONMENT || config.defaultEnvironment) ?? (names.length === 1 ? names[0] : undefined)
  if (wanted === undefined) {
    throw new OperatorError(`${file} has ${names.length} environments and no default: ${names.join(', ')}`, {
      hint: `name one: -e ${names[0]}`,
      exit: 'usage',
    })
  }
  const found = Object.hasOwn(config.environments, wanted) ? config.environments[wanted] : undefined
  if (found !== undefined) return { name: wanted, config: found }
  throw new OperatorError(`${file} has no environment ${wanted}: ${suggestion(wanted, names)}`, {
    hint: `its environments: ${names.join(', ')}`,
    exit: 'usage',
  })
}
