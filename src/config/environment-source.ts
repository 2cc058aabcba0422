import { dirname } from 'node:path'
import { OperatorError } from '../core/errors.ts'
import { chooseEnvironment } from './choose-environment.ts'
import { type FileWishes, fileName, findFile } from './find-file.ts'
import type { KnownCheck } from './known-checks.ts'
import { loadFile } from './load-file.ts'
import type { Config, EnvironmentConfig } from './schema/config.ts'
import { leadingVariables, serviceOfVariables } from './variables.ts'

export interface SourceWishes extends FileWishes {
  readonly environment?: string
  readonly services?: readonly string[]
  readonly checks?: readonly KnownCheck[]
}

/** An environment and where it was found. */
export interface EnvironmentSource {
  readonly name: string
  readonly config: EnvironmentConfig
  readonly origin: 'file' | 'variables'
  /** The file, or `environment variables`. */
  readonly source: string
  /** Where relative paths start. */
  readonly folder: string
  readonly checks: Config['checks']
}

/** The environment of the file, or, where there is no file and nothing was named, of the operator's own variables. The two are never mixed. */
export async function findEnvironment(wishes: SourceWishes): Promise<EnvironmentSource> {
  const file = findFile(wishes)
  if (file === undefined) return environmentOfVariables(wishes)
  const config = await loadFile(file, wishes.cwd, wishes.checks)
  const chosen = chooseEnvironment(config, wishes.environment, wishes.env, file)
  const { checks } = config
  return { ...chosen, origin: 'file', source: file, folder: dirname(file), checks }
}

function environmentOfVariables(wishes: SourceWishes): EnvironmentSource {
  const { env, cwd } = wishes
  refuseNames(wishes)
  const found = serviceOfVariables(env)
  if (found === undefined) {
    throw new OperatorError(
      `nothing to look at: there is no ${fileName} here or above, and no variable names a system`,
      {
        hint: `usrops init writes one; or set ${leadingVariables.join(', ')}`,
        exit: 'usage',
      },
    )
  }
  const { name, service } = found
  const config: EnvironmentConfig = { services: { [name]: service } }
  return { name: 'default', config, origin: 'variables', source: 'environment variables', folder: cwd, checks: {} }
}

/** Who names an environment or a service means that one, and not whatever this shell happens to point to. */
function refuseNames({ environment, env, services = [] }: SourceWishes): void {
  const named = environment ?? (env.USROPS_ENVIRONMENT || undefined)
  const what = named === undefined ? services.map((name) => `service ${name}`)[0] : `environment ${named}`
  if (what === undefined) return
  throw new OperatorError(`${what} was named, but there is no ${fileName} here or above that says what it is`, {
    hint: `name the file with --config, or leave the name out to look at what this shell's variables point to`,
    exit: 'usage',
  })
}
