import type { Dependencies } from './dependencies.ts'

type Named = Pick<Dependencies, 'postgres' | 'redis' | 'kafka'>

/** No two of a system have one name: databases of one server are told apart by their database, the rest by number. */
export function withOwnNames({ postgres, redis, kafka }: Named): Named {
  return { postgres: numbered(postgres), redis: numbered(redis), kafka: numbered(kafka) }
}

interface Nameable {
  readonly config: { readonly name?: string | undefined; readonly database?: string | number | undefined }
}

function numbered<Item extends Nameable>(items: readonly Item[]): readonly Item[] {
  const taken = new Set<string>()
  return items.map((item) => {
    const { name = '', database } = item.config
    const isName = typeof database === 'string' && /^[A-Za-z0-9._-]+$/.test(database)
    const wishes = [
      name,
      ...(isName ? [`${name}-${database}`] : []),
      ...items.map((_, index) => `${name}-${index + 2}`),
    ]
    const own = wishes.find((wish) => !taken.has(wish)) ?? name
    taken.add(own)
    return own === name ? item : { ...item, config: { ...item.config, name: own } }
  })
}
