import { existsSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { OperatorError } from '../core/errors.ts'

export interface FileWishes {
  /** `--config`. */
  readonly configPath?: string
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
  readonly home: string
}

export const fileName = 'usrops.yaml'

/** The configuration to use: the one named, else the nearest upward to the root of the repository or home, else the user's own; undefined where there is none. */
export function findFile({ configPath, env, cwd, home }: FileWishes): string | undefined {
  if (configPath !== undefined) return named(resolve(cwd, configPath), '--config')
  if (env.USROPS_CONFIG) return named(resolve(cwd, env.USROPS_CONFIG), 'USROPS_CONFIG')
  const own = join(env.XDG_CONFIG_HOME || join(home, '.config'), 'usrops', fileName)
  return [...upward(cwd, home).map((folder) => join(folder, fileName)), own].find(isFile)
}

function named(path: string, by: string): string {
  if (isFile(path)) return path
  throw new OperatorError(`${by} names ${path}, which is not a file`, { hint: 'usrops init writes one', exit: 'usage' })
}

/** A file of a folder that others may write to, such as /tmp above a checkout, is not looked for: it stops at the repository or home. */
function upward(cwd: string, home: string): readonly string[] {
  const folders = [resolve(cwd)]
  for (let folder = resolve(cwd); !existsSync(join(folder, '.git')) && folder !== resolve(home); ) {
    const above = dirname(folder)
    // Neither a repository nor home is above: only the folder itself counts.
    if (above === folder) return [resolve(cwd)]
    folders.push(above)
    folder = above
  }
  return folders
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}
