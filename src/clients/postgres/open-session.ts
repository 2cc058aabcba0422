import type { Budget } from '../../core/facts.ts'
import { refusalOf, sqlState } from './refusal.ts'
import { Session } from './session.ts'
import type { PostgresSettings } from './settings.ts'
import { attemptsOf } from './ssl-mode.ts'
import { TlsFailed } from './stream.ts'

/** Makes the attempts that the sslmode stands for. */
export async function openSession(settings: PostgresSettings, budget: Budget): Promise<Session> {
  let refused: unknown
  for (const protection of attemptsOf(settings)) {
    try {
      return await Session.open(settings, protection, budget)
    } catch (error) {
      refused ??= error
      if (!isAboutTheWay(error)) break
    }
  }
  throw refusalOf(refused, settings)
}

/** The server might accept the same login over the other kind of connection; a wrong password stays wrong. */
function isAboutTheWay(error: unknown): boolean {
  return error instanceof TlsFailed || sqlState(error) === '28000'
}
