import type { Scenario } from '../scenario.ts'
import { logged } from '../service-answers.ts'

export const columnMissing: Scenario = {
  name: 'column-missing',
  story: 'a migration did not run: the release asks for a column that is not there',
  cause: 'migration-or-hook-failed',
  remedy: 'manual',
  async inject(stage) {
    const { users } = stage.names.tables
    await stage.postgres.sql(`ALTER TABLE ${users} RENAME COLUMN bio TO biography`)
    await logged(stage, 'does not exist', 5)
    return {
      target: { system: 'service', name: stage.names.service },
      heal: async () => {
        await stage.postgres.sql(`ALTER TABLE ${users} RENAME COLUMN biography TO bio`)
      },
    }
  },
}
