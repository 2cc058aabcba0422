/** The first of these variables that is set and not empty. */
export function firstSet(env: NodeJS.ProcessEnv, names: readonly string[]): string | undefined {
  return names.find((name) => env[name])
}

/** The entries of the first of these variables that is set, separated by commas. */
export function listOf(env: NodeJS.ProcessEnv, names: readonly string[]): string[] | undefined {
  const name = firstSet(env, names)
  const entries = name === undefined ? [] : (env[name] ?? '').split(',').map((entry) => entry.trim())
  const filled = entries.filter((entry) => entry !== '')
  return filled.length === 0 ? undefined : filled
}
