import { readFile } from 'node:fs/promises'

/** What is made: `redis.cache-hits` has the system `redis`, the slug `cache-hits` and the name `cacheHits`. */
export interface Named {
  readonly id: string
  /** Empty where the id has one part. */
  readonly system: string
  readonly slug: string
  readonly name: string
}

export interface Kind {
  readonly folder: string
  readonly example: string
  /** How many parts its id may have. */
  readonly places: readonly number[]
  /** What the exported name ends with. */
  readonly suffix: string
  readonly source: (named: Named) => string | Promise<string>
  /** The name of its first test. */
  readonly intention: string
}

export const kinds: Readonly<Record<string, Kind>> = {
  facts: {
    folder: 'src/facts',
    example: 'redis.memory',
    places: [2],
    suffix: '',
    source: factsSource,
    intention: 'tells what the system says, and null where it may not see',
  },
  check: {
    folder: 'src/checks',
    example: 'redis.evictions',
    places: [2],
    suffix: '',
    source: checkSource,
    intention: 'says nothing of a healthy system',
  },
  cause: {
    folder: 'src/causes',
    example: 'redis-full',
    places: [1],
    suffix: '',
    source: causeSource,
    intention: 'concludes nothing from what only looks like it',
  },
  view: {
    folder: 'src/views',
    example: 'redis.memory',
    places: [2],
    suffix: '',
    source: viewSource,
    intention: 'shows what is not known as null, never as zero',
  },
  command: {
    folder: 'commands',
    example: 'status',
    places: [1, 2],
    suffix: 'Command',
    source: commandSource,
    intention: 'prints what it was asked for',
  },
}

function factsSource({ id, name, system }: Named): string {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}`
  return `import { defineFacts } from '../../core/facts.ts'

/** Say what this aspect of the system is. */
export interface ${type} {
  readonly answered: boolean
}

export const ${name} = defineFacts({
  id: '${id}',
  system: '${system}',
  cost: 'cheap',
  collect: async (): Promise<${type}> => ({ answered: true }),
})
`
}

/** The first facts of a system, to be replaced by those that are needed. */
async function firstFacts({ name, system }: Named) {
  const facts = await readFile(`src/facts/${system}/index.ts`, 'utf8')
  const [, read = '', file = ''] = /import \{ (\w+) \} from '\.\/(.+)'/.exec(facts) ?? []
  return read === name
    ? { local: `${read}Facts`, renamed: `${read} as ${read}Facts`, file }
    : { local: read, renamed: read, file }
}

async function viewSource(named: Named): Promise<string> {
  const { local, renamed, file } = await firstFacts(named)
  return `import { defineView } from '../../core/view.ts'
import { ${renamed} } from '../../facts/${named.system}/${file}'

/** Say what it shows. */
export const ${named.name} = defineView({
  id: '${named.id}',
  reads: { ${local} },
  params: {},
  show: (_facts, _context) => [
    { title: 'say what it is about', columns: [{ id: 'name', label: 'name', kind: 'text' }], rows: [] },
  ],
})
`
}

async function checkSource(named: Named): Promise<string> {
  const { id, name, system } = named
  const { local, renamed, file } = await firstFacts(named)
  return `import { defineCheck } from '../../core/check.ts'
import { ${renamed} } from '../../facts/${system}/${file}'

/** Say what is wrong, and why it matters. */
export const ${name} = defineCheck({
  id: '${id}',
  kind: 'condition',
  reads: { ${local} },
  params: {},
  run: (_facts, _context) => [],
})
`
}

function causeSource({ id, name }: Named): string {
  return `import { defineCause } from '../core/cause.ts'

/** Say what to fix first, and how it is told apart from what looks like it. */
export const ${name} = defineCause({
  id: '${id}',
  reads: {},
  weighs: [],
  conclude: (_sightings, _view) => [],
})
`
}

function commandSource({ system, slug, name }: Named): string {
  const up = system === '' ? './' : '../'
  const words = ['usrops', system, slug].filter((word) => word !== '').join(' ')
  return `import { Command } from 'commander'
import { examples, withGlobalOptions } from '${up}options.ts'
import type { Session } from '${up}session.ts'

/** \`${words}\` */
export function ${name}Command(session: Session): Command {
  const command = new Command('${slug}')
    .summary('say it in a line')
    .description('Say what it does, and whether it changes anything.')
    .addHelpText('after', examples('${words}', '${words} -o json'))
    .action(
      session.run(async (invocation) => {
        const scope = await invocation.scope({ services: [], systems: [] })
        return { document: scope.environment, exit: 'ok' }
      }),
    )
  return withGlobalOptions(command)
}
`
}
