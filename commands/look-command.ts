import { Command, Option } from 'commander'
import type { View, ViewParams } from '../src/core/view.ts'
import { examples, parseCount, parseDuration, withClusterOptions, withGlobalOptions } from './options.ts'
import type { Session } from './session.ts'

/** How a person asks for a view. */
export interface LookWords<Param extends ViewParams, Words extends object> {
  readonly name: string
  readonly summary: string
  readonly description: string
  /** Two or more of what a person would type. */
  readonly examples: readonly [string, string, ...string[]]
  /** Options of its own; their values are handed to `params`. */
  readonly options?: readonly Option[]
  /** Whether counters can be watched for a while with `--interval`. */
  readonly watches?: true
  /** Whether the rows have an order that says something, so that they cannot be sorted otherwise. */
  readonly ordered?: true
  /** Loaded when it is asked for, to keep the start quick. */
  view(): Promise<View<Param>>
  params?(words: Words): Partial<Param>
}

interface CommonWords {
  readonly limit: number
  readonly sort?: string
  readonly interval?: number
}

/** Rows of one table, where nobody says how many. */
const usualLimit = 20

/** A command that shows facts as tables: `usrops db connections [SERVICE…]`. */
export function lookCommand<Param extends ViewParams, Words extends object = object>(
  session: Session,
  look: LookWords<Param, Words>,
): Command {
  const command = new Command(look.name)
    .summary(look.summary)
    .description(`${look.description} Changes nothing.`)
    .argument('[service...]', 'services of the configuration or of the cluster (default: all)')
  for (const option of look.options ?? []) command.addOption(option)
  if (look.watches) {
    command.option('--interval <duration>', 'look twice, so long apart, and show what happened between', parseDuration)
  }
  if (!look.ordered) command.option('--sort <column>', 'sort by this column of -o json')
  command
    .addOption(
      new Option('--limit <rows>', 'show at most so many rows of a table').argParser(parseCount).default(usualLimit),
    )
    .addHelpText('after', examples(...look.examples))
    .action(
      session.run(async (invocation, services: string[], words: CommonWords & Words) => {
        const { list } = await import('../src/listing.ts')
        const { limit, sort, interval } = words
        return list(invocation, {
          ...{ services, limit, view: await look.view() },
          ...(look.params && { params: look.params(words) }),
          ...(sort !== undefined && { sort }),
          ...(interval !== undefined && { intervalMs: interval }),
        })
      }),
    )
  return withGlobalOptions(withClusterOptions(command))
}
