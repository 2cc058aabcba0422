import type { Stage } from './stage.ts'

/** The objects of all systems as lines `system kind name content`; what changes by itself under load is not among them. */
export async function snapshot(stage: Stage): Promise<ReadonlySet<string>> {
  const parts = [postgresLines(stage), poolerLines(stage), redisLines(stage), kafkaLines(stage)]
  // A system that is down has no lines; it is not compared then.
  const settled = await Promise.all(parts.map((part) => part.catch(() => [])))
  return new Set(settled.flat())
}

/** Lines that are only in one of the two, each with its sign. */
export function difference(before: ReadonlySet<string>, after: ReadonlySet<string>): readonly string[] {
  const systems = (lines: ReadonlySet<string>) => new Set([...lines].map(systemOf))
  const [known, seen] = [systems(before), systems(after)]
  return [
    ...[...before].filter((line) => !after.has(line)).map((line) => ({ sign: '-', line })),
    ...[...after].filter((line) => !before.has(line)).map((line) => ({ sign: '+', line })),
  ]
    .filter(({ line }) => known.has(systemOf(line)) && seen.has(systemOf(line)))
    .map(({ sign, line }) => `${sign} ${line}`)
    .toSorted()
}

function systemOf(line: string): string {
  return line.split(' ', 1)[0] ?? ''
}

async function postgresLines({ postgres }: Stage): Promise<string[]> {
  const rows = await postgres.sql<{ line: string }>(`
    SELECT format('postgres role %s %s %s %s', rolname, rolsuper, rolcanlogin, md5(coalesce(rolpassword, ''))) AS line FROM pg_authid
    UNION ALL SELECT format('postgres setting %s %s', name, setting) FROM pg_settings
      WHERE source IN ('configuration file', 'command line') AND name <> 'application_name'
    UNION ALL SELECT format('postgres setting %s of %s %s', unnest(setconfig), setrole, setdatabase) FROM pg_db_role_setting
    UNION ALL SELECT format('postgres database %s', datname) FROM pg_database
    UNION ALL SELECT format('postgres slot %s', slot_name) FROM pg_replication_slots
    UNION ALL SELECT format('postgres extension %s', extname) FROM pg_extension
    UNION ALL SELECT format('postgres %s %s', CASE relkind WHEN 'i' THEN 'index' ELSE 'table' END, c.oid::regclass)
      FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE relkind IN ('r', 'i', 'v', 'S') AND nspname = 'public'
    UNION ALL SELECT format('postgres column %s.%s %s', attrelid::regclass, attname, atttypid::regtype)
      FROM pg_attribute JOIN pg_class c ON c.oid = attrelid JOIN pg_namespace n ON n.oid = relnamespace
      WHERE nspname = 'public' AND relkind = 'r' AND attnum > 0 AND NOT attisdropped`)
  return rows.map(({ line }) => line)
}

async function poolerLines({ postgres }: Stage): Promise<string[]> {
  const rows = await postgres.pooler<{ key: string; value: string }>('SHOW CONFIG')
  return rows.map(({ key, value }) => `pooler setting ${key} ${value}`)
}

async function redisLines({ redis, names }: Stage): Promise<string[]> {
  const config = await redis.config('GET', '*')
  const words: string[] = Array.isArray(config) ? config.map(String) : []
  const settings = words.flatMap((name, index) => (index % 2 === 0 ? [`redis config ${name} ${words[index + 1]}`] : []))
  const foreign: string[] = []
  for await (const keys of redis.scanStream({ count: 1000 })) {
    foreign.push(...keys.filter((key: string) => !key.startsWith(names.cachePrefix)))
  }
  return [...settings, ...foreign.map((key) => `redis key ${key}`)]
}

async function kafkaLines({ kafka, names }: Stage): Promise<string[]> {
  const [topics, groups] = await Promise.all([kafka.topics(), kafka.groups()])
  const foreign = groups.filter((group) => group !== names.group)
  const offsets = await Promise.all(
    foreign.map(async (group) =>
      (await kafka.committed(group)).map((at) => `kafka group ${group} ${at.topic}/${at.partition} ${at.offset}`),
    ),
  )
  return [...topics.map((topic) => `kafka topic ${topic}`), ...offsets.flat()]
}
