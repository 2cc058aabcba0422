import { loadScope, type Scope, type ScopeOptions } from '../../src/config/scope.ts'
import { tempFolder } from './temp-folder.ts'

/** The scope of one file, or of the variables where there is none. */
export async function scopeOf(
  yaml: string | undefined,
  env: NodeJS.ProcessEnv = {},
  wishes: Partial<ScopeOptions> = {},
): Promise<Scope> {
  using folder = tempFolder(yaml === undefined ? {} : { 'usrops.yaml': yaml })
  return await loadScope({ env, cwd: folder.path, home: folder.path, ...wishes })
}

/** A file with these services in one environment. */
export const services = (lines: string) => `version: 1\nenvironments:\n  production:\n    services:\n${lines}`
