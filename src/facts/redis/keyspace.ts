import { infoOf } from './info.ts'
import { definePerNode } from './per-node.ts'

export interface Keyspace {
  readonly keys: number
  /** Keys that carry a TTL. */
  readonly expiring: number
  readonly databases: readonly { readonly database: number; readonly keys: number; readonly expiring: number }[]
}

export const keyspace = definePerNode<Keyspace>({
  id: 'redis.keyspace',
  collect: async (node) => {
    const databases = [...(await infoOf(node)).family(/^db(?=\d+$)/)].map(([database, fields]) => ({
      database: Number(database),
      keys: Number(fields.keys ?? 0),
      expiring: Number(fields.expires ?? 0),
    }))
    return {
      databases,
      keys: databases.reduce((sum, each) => sum + each.keys, 0),
      expiring: databases.reduce((sum, each) => sum + each.expiring, 0),
    }
  },
})
