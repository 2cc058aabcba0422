import { join } from 'node:path'

/** Folders of one user, by the XDG base directory rules: https://specifications.freedesktop.org/basedir-spec/ */
export interface Places {
  readonly state: string
  readonly cache: string
}

export function placesOf(env: NodeJS.ProcessEnv, home: string): Places {
  return {
    state: join(env.XDG_STATE_HOME || join(home, '.local', 'state'), 'usrops'),
    cache: join(env.XDG_CACHE_HOME || join(home, '.cache'), 'usrops'),
  }
}
