import { CannotAsk } from '../../core/facts.ts'
import { mask } from '../../core/mask.ts'
import type { Greeting } from './client.ts'

/** What the answer to a first PING says about a server: an error by its code is an answer too. Undefined: not of that kind. */
export function greetingOf(error: unknown): Greeting | undefined {
  return greetings.find(([code]) => textOf(error).startsWith(code))?.[1]
}

/** Turns an error reply or a broken connection into the reason why nothing was learned. */
export function refusal(error: unknown, name: string, command: readonly string[], user: string): CannotAsk {
  if (error instanceof CannotAsk) return error
  const text = textOf(error)
  const known = refusals.find(([pattern]) => pattern.test(text))
  if (known) return known[1](name, { command, user, cause: error })
  return new CannotAsk('failed', `${name}: ${mask(text)}`, undefined, { cause: error })
}

/** True where the server says that it wants no password; looking goes on without. */
export function needsNoPassword(error: unknown): boolean {
  return /no password is set|without any password configured/i.test(textOf(error))
}

/** The other side ended the connection and gave no reason. */
export class HungUp extends CannotAsk {
  constructor(name: string, cause: unknown) {
    const ways =
      'does it want TLS on this port, is its maxclients reached, or is a proxy in between that has no backend?'
    super('failed', `${name} closed the connection without a word`, ways, { cause })
  }
}

export function full(name: string, cause: unknown): CannotAsk {
  return new CannotAsk(
    'full',
    `${name} turns new clients away: its maxclients is reached`,
    'end leaking clients (CLIENT LIST from a connection that is still open), or raise maxclients',
    { cause },
  )
}

/** The right that `ACL SETUSER` gives for a command: `+config|get`. */
export function aclRight([command = '', subcommand = '']: readonly string[]): string {
  const right = `+${command.toLowerCase()}`
  return withSubcommands.has(command) ? `${right}|${subcommand.toLowerCase()}` : right
}

/** Names of keys may be asked about; which commands may do so is another right. Before Redis 7 there is no narrower one. */
export const anyKey = '~*'

interface Asked {
  readonly command: readonly string[]
  readonly user: string
  readonly cause: unknown
}

type Refusal = readonly [pattern: RegExp, toError: (name: string, asked: Asked) => CannotAsk]

const withSubcommands = new Set(['CONFIG', 'SLOWLOG', 'LATENCY', 'CLIENT', 'CLUSTER', 'SENTINEL', 'MEMORY', 'OBJECT'])

const greetings: readonly (readonly [code: string, greeting: Greeting])[] = [
  ['LOADING', 'loading'],
  ['BUSY', 'busy'],
  ['MASTERDOWN', 'master-down'],
  ['MISCONF', 'misconfigured'],
  ['NOPERM', 'forbidden'],
]

const refusals: readonly Refusal[] = [
  [/max number of clients/i, (name, { cause }) => full(name, cause)],
  [
    /^NOAUTH/,
    (name, { cause }) =>
      new CannotAsk('authentication', `${name} wants a password and none is configured`, 'configure its password', {
        cause,
      }),
  ],
  [
    /^WRONGPASS|invalid password/i,
    (name, { user, cause }) =>
      new CannotAsk(
        'authentication',
        `${name} refuses the password of user ${user}`,
        'correct the configured user name and password',
        { cause },
      ),
  ],
  [
    /^NOPERM.*\bkeys?\b(?!.*\bcommand\b)/,
    (name, { command, user, cause }) =>
      new CannotAsk(
        'forbidden',
        `${name} does not let user ${user} ask ${command.slice(0, 2).join(' ')} of these keys`,
        `ACL SETUSER ${user} ${anyKey}`,
        { cause },
      ),
  ],
  [
    /^NOPERM/,
    (name, { command, user, cause }) =>
      new CannotAsk(
        'forbidden',
        `${name} does not let user ${user} run ${command.slice(0, 2).join(' ')}`,
        `ACL SETUSER ${user} ${aclRight(command)}`,
        { cause },
      ),
  ],
  [
    /^DENIED/,
    (name, { cause }) =>
      new CannotAsk(
        'forbidden',
        `${name} runs in protected mode and answers only its own machine`,
        'set a password, or reach it from its own machine (via)',
        { cause },
      ),
  ],
  [
    /unknown (?:sub)?command/i,
    (name, { command, cause }) =>
      new CannotAsk('unsupported', `${name} has no ${command.slice(0, 2).join(' ')}: too old, or renamed`, undefined, {
        cause,
      }),
  ],
  [
    /^LOADING/,
    (name, { cause }) =>
      new CannotAsk('failed', `${name} is loading its data and answers nothing else`, undefined, { cause }),
  ],
  [
    /^BUSY/,
    (name, { cause }) =>
      new CannotAsk('failed', `${name} is busy running a script and answers nothing else`, undefined, { cause }),
  ],
  [/connection is closed|ECONNRESET|EPIPE|ended by the other party/i, (name, { cause }) => new HungUp(name, cause)],
  [
    /protocol error|Unexpected|first byte|RESP type/i,
    (name, { cause }) =>
      new CannotAsk(
        'failed',
        `what listens as ${name} does not speak the Redis protocol`,
        'check the port, and whether it wants TLS',
        { cause },
      ),
  ],
]

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
