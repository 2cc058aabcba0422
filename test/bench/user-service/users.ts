import { createHash } from 'node:crypto'
import type { Leak, Tables } from './configuration.ts'
import type { Database } from './database.ts'
import { writeLeaking } from './faults.ts'

export interface User {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly bio: string
  readonly version: number
}

export interface Users {
  find(id: string): Promise<User | undefined>
  /** By the beginning of the e-mail address. */
  search(beginning: string): Promise<User[]>
  withPassword(email: string, password: string): Promise<User | undefined>
  create(email: string, name: string, password: string): Promise<User | undefined>
  update(id: string, change: { name: string | null; bio: string | null }): Promise<User | undefined>
}

const COLUMNS = 'id, email, name, bio, version'

export function createUsers(database: Database, { users }: Tables, leak: Leak): Users {
  return {
    async find(id) {
      const { rows } = await database.query<User>(`SELECT ${COLUMNS} FROM ${users} WHERE id = $1`, [id])
      return rows[0]
    },
    async search(beginning) {
      const pattern = `${beginning.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`
      const { rows } = await database.query<User>(
        `SELECT ${COLUMNS}
         FROM ${users}
         WHERE lower(email) LIKE $1
         ORDER BY lower(email)
         LIMIT 20`,
        [pattern],
      )
      return rows
    },
    async withPassword(email, password) {
      const { rows } = await database.query<User>(
        `SELECT ${COLUMNS}
         FROM ${users}
         WHERE lower(email) = $1
           AND password_hash = $2`,
        [email.toLowerCase(), hash(password)],
      )
      return rows[0]
    },
    async create(email, name, password) {
      const { rows } = await database.query<User>(
        `INSERT INTO ${users} (email, name, password_hash)
         VALUES ($1, $2, $3)
         RETURNING ${COLUMNS}`,
        [email, name, hash(password)],
      )
      return rows[0]
    },
    async update(id, { name, bio }) {
      const { rows } = await writeLeaking<User>(
        database,
        leak,
        `UPDATE ${users}
         SET name = coalesce($2, name), bio = coalesce($3, bio), version = version + 1, updated_at = now()
         WHERE id = $1
         RETURNING ${COLUMNS}`,
        [id, name, bio],
      )
      return rows[0]
    },
  }
}

// A bench does not need a slow hash: thousands of logins a minute would measure only that.
function hash(password: string): string {
  return createHash('sha256').update(password).digest('hex')
}
