import { spawnSync } from 'node:child_process'

/**
 * The words that start a program so that the kernel ends it by `signal` when the process that started it is gone, even by SIGKILL. Where setpriv
 * cannot do that (elsewhere than on Linux) the program is started as it is, and the next run ends what was left.
 */
export function withOwner(words: readonly string[], signal: 'KILL' | 'QUIT' = 'KILL'): readonly string[] {
  canTie ??= spawnSync('setpriv', ['--pdeathsig', 'KILL', 'true'], { stdio: 'ignore' }).status === 0
  return canTie ? ['setpriv', '--pdeathsig', signal, ...words] : words
}

let canTie: boolean | undefined
