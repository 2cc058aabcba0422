import { pgbouncerChecks } from '../../../src/checks/pgbouncer/index.ts'
import { postgresChecks } from '../../../src/checks/postgres/index.ts'
import { systemClock } from '../../../src/clients/clock.ts'
import { openPgBouncer } from '../../../src/clients/pgbouncer/open.ts'
import { openPostgres } from '../../../src/clients/postgres/open.ts'
import type { PostgresSettings } from '../../../src/clients/postgres/settings.ts'
import type { CheckAnswer } from '../../../src/core/check.ts'
import { collectLook } from '../../../src/core/collect.ts'
import type { Look } from '../../../src/core/look.ts'
import { pgbouncerFacts } from '../../../src/facts/pgbouncer/index.ts'
import { postgresFacts } from '../../../src/facts/postgres/index.ts'
import { settingsOf } from './connecting.ts'

/** Looks at one database (or at the console of a pooler) as a run does. */
export async function lookAt(url: string, overrides: Partial<PostgresSettings> = {}): Promise<Look> {
  const settings = settingsOf(url, overrides)
  const isConsole = settings.database === 'pgbouncer'
  const system = isConsole ? 'pgbouncer' : 'postgres'
  const instance = {
    system,
    target: { system, kind: isConsole ? 'pooler' : 'database', name: settings.database },
    facts: isConsole ? pgbouncerFacts : postgresFacts,
    open: (budget: Parameters<typeof openPostgres>[1]) =>
      isConsole ? openPgBouncer(settings, budget) : openPostgres(settings, budget),
  }
  return await collectLook([instance], { clock: systemClock, deep: false })
}

/** What every check says of a look. */
export function answersTo(look: Look, before?: Look): readonly CheckAnswer[] {
  const [instance] = look.instances
  if (instance === undefined) return []
  const checks = instance.system === 'pgbouncer' ? pgbouncerChecks : postgresChecks
  return checks.map((check) => check.ask(instance, before, {}))
}

/** One of them. */
export function answerOf(check: string, look: Look, before?: Look): CheckAnswer {
  const answer = answersTo(look, before).find((each) => each.check === check)
  if (answer === undefined) throw new Error(`there is no check ${check}`)
  return answer
}

/** Everything that could not be asked, by the id of the facts. */
export function gapsIn(look: Look): Readonly<Record<string, string>> {
  const [instance] = look.instances
  return Object.fromEntries(
    Object.entries(instance?.observations ?? {}).flatMap(([id, observation]) =>
      'unasked' in observation ? [[id, observation.unasked.kind]] : [],
    ),
  )
}
