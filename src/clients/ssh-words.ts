/** Whether the far end is connected: directly ssh says so in its confirmation of the channel, through a shared connection by the number of the session. */
export function isOpen(verbose: string): boolean {
  return /channel \d+: open confirm|master session id/.test(verbose)
}

/** Why ssh ended, in words. */
export function reasonOf(verbose: string, bastion: string): string {
  const [, found] = /channel \d+: open failed: (?:connect failed: )?(.*)/.exec(verbose) ?? []
  if (found !== undefined) return `${lower(found)}, says the bastion ${bastion}`
  if (/Permission denied/.test(verbose)) return `the bastion ${bastion} refuses the login`
  if (/Host key verification failed/.test(verbose))
    return `the key of the bastion ${bastion} is not known or has changed`
  const [, unresolved] = /Could not resolve hostname [^:]+: (.*)/.exec(verbose) ?? []
  if (unresolved !== undefined) return `the bastion ${bastion} has no address (${lower(unresolved)})`
  const [, connect] = /ssh: connect to host \S+ port \d+: (.*)/.exec(verbose) ?? []
  if (connect !== undefined) return `the bastion ${bastion} is not reachable from here (${lower(connect)})`
  return `ssh to the bastion ${bastion} ended`
}

function lower(text: string): string {
  return (text.charAt(0).toLowerCase() + text.slice(1)).trim()
}
