/** What a process tells its caller. The table is part of the contract with scripts: numbers never change their meaning. */
export const exitCodes = {
  ok: 0,
  findings: 1,
  usage: 2,
  refused: 3,
  undone: 4,
  partlyDone: 5,
  unknownOutcome: 6,
  couldNotLook: 7,
  busy: 8,
  unconfirmed: 9,
  bug: 70,
  interrupted: 130,
  terminated: 143,
} as const

export type ExitName = keyof typeof exitCodes

/** What Nagios and its descendants understand: 0 ok, 1 warning, 2 critical, 3 unknown. Whatever is not a verdict is unknown. */
export function nagiosCode(verdict: 'ok' | 'warning' | 'critical' | undefined, exit: ExitName): 0 | 1 | 2 | 3 {
  if (exit !== 'ok' && exit !== 'findings') return 3
  return verdict === 'ok' ? 0 : verdict === 'warning' ? 1 : verdict === 'critical' ? 2 : 3
}
