import { type Argument, Command, Option } from 'commander'
import type { Scope } from '../src/config/scope.ts'
import type { View, ViewParams } from '../src/core/view.ts'
import type { Beside } from '../src/listing.ts'
import { collect, examples, parseCount, parseDuration, withClusterOptions, withGlobalOptions } from './options.ts'
import type { Session } from './session.ts'

/** How a person asks for a view. */
export interface LookWords<Param extends ViewParams, Words extends object> {
  readonly name: string
  readonly summary: string
  readonly description: string
  /** Two or more of what a person would type. */
  readonly examples: readonly [string, string, ...string[]]
  /** What is asked for in words of its own, before the services; after a word that may be repeated, services are named with `--service`. */
  readonly operands?: readonly Argument[]
  /** Options of its own; their values are handed to `params`. */
  readonly options?: readonly Option[]
  /** Whether counters can be watched for a while with `--interval`. */
  readonly watches?: true
  /** Whether the rows have an order that says something, so that they cannot be sorted otherwise. */
  readonly ordered?: true
  /** Whether services that are named are shown without what they need. */
  readonly ownOnly?: true
  /** Loaded when it is asked for, to keep the start quick; made for these words where its facts depend on them. */
  view(words: Words, operands: readonly string[]): Promise<View<Param>>
  /** What is known without asking, shown below the facts. */
  beside?(): Promise<(scope: Scope) => readonly Beside[]>
  params?(words: Words): Partial<Param>
}

interface CommonWords {
  readonly limit: number
  readonly sort?: string
  readonly interval?: number
  readonly service?: readonly string[]
}

/** Rows of one table, where nobody says how many. */
const usualLimit = 20

/** A command that shows facts as tables: `usrops db connections [SERVICE…]`. */
export function lookCommand<Param extends ViewParams, Words extends object = object>(
  session: Session,
  look: LookWords<Param, Words>,
): Command {
  const command = new Command(look.name).summary(look.summary).description(`${look.description} Changes nothing.`)
  const placed = withOperands(command, look.operands ?? [])
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
      session.run(async (invocation, ...given: unknown[]) => {
        const { list } = await import('../src/listing.ts')
        const operands = given
          .slice(0, placed)
          .flatMap((word) => (word === undefined ? [] : word))
          .map(String)
        const words = command.opts<CommonWords & Words>()
        const { limit, sort, interval, service } = words
        const services = service ?? (isList(look.operands) ? [] : command.args.slice(placed))
        return list(invocation, {
          ...{ services, limit, view: await look.view(words, operands) },
          ...(look.ownOnly && { ownOnly: true }),
          ...(look.beside && { beside: await look.beside() }),
          ...(look.params && { params: look.params(words) }),
          ...(sort !== undefined && { sort }),
          ...(interval !== undefined && { intervalMs: interval }),
        })
      }),
    )
  return withGlobalOptions(withClusterOptions(command))
}

/** Adds what is asked for, and how services are named beside it; how many places come before the services. */
function withOperands(command: Command, operands: readonly Argument[]): number {
  const services = 'services of the configuration or of the cluster (default: all)'
  for (const operand of operands) command.addArgument(operand)
  if (isList(operands)) {
    command.addOption(
      new Option('--service <name>', `${services.replace('services', 'service')}, repeatable`).argParser(collectNames),
    )
  } else command.argument('[service...]', services)
  return operands.length
}

/** After a word that may be repeated no other can follow. */
function isList(operands: readonly Argument[] = []): boolean {
  return operands.at(-1)?.variadic === true
}

function collectNames(value: string, before: readonly string[] | undefined): readonly string[] {
  return collect(value, before ?? [])
}
