import type { PostgresSettings } from './settings.ts'

/** How one attempt to connect is protected. */
export type Protection = 'plain' | 'tls-if-offered' | 'tls' | 'tls-verify-ca' | 'tls-verify-full'

/** The attempts that a mode stands for, in their order; the next one is made where the server refuses the way, never because a password is wrong. */
export function attemptsOf({ sslmode, tls, host }: PostgresSettings): readonly Protection[] {
  // libpq never protects a Unix socket.
  if (host.startsWith('/')) return ['plain']
  switch (sslmode) {
    case 'disable':
      return ['plain']
    case 'allow':
      return ['plain', 'tls']
    case 'prefer':
      return ['tls-if-offered', 'plain']
    case 'require':
      // As libpq: with an authority at hand, `require` verifies it.
      return [tls.ca === undefined ? 'tls' : 'tls-verify-ca']
    case 'verify-ca':
      return ['tls-verify-ca']
    case 'verify-full':
      return ['tls-verify-full']
  }
}
