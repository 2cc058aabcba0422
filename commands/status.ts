import { Command, Option } from 'commander'
import {
  examples,
  type OutputFormat,
  parseCount,
  parseDuration,
  withClusterOptions,
  withGlobalOptions,
} from './options.ts'
import type { Session } from './session.ts'

interface StatusWords {
  readonly watch?: number | true
  readonly interval?: number
  readonly limit: number
  readonly sort?: string
  readonly output: OutputFormat
}

/** How often a watched service is looked at where nobody says, in milliseconds: rates need ten seconds between two looks. */
const usualWatchMs = 10_000

/** `usrops status [SERVICE…]` */
export function statusCommand(session: Session): Command {
  const command = new Command('status')
    .summary('one line a service: is it hurt, and its most telling numbers')
    .description(
      'Shows for each service whether it is hurt, by the judgement of a diagnosis: endpoints, health, version, errors, latency, connections and lag. Exit 1 where one is hurt. Changes nothing.',
    )
    .argument('[service...]', 'services of the configuration or of the cluster (default: all)')
    .addOption(
      new Option('--watch [interval]', 'look again and again, every 10s where nobody says; in a pipe a line per change')
        .argParser(parseDuration)
        .conflicts('interval'),
    )
    .option('--interval <duration>', 'look twice, so long apart, for rates of now', parseDuration)
    .option('--sort <column>', 'sort by this column of -o json')
    .addOption(new Option('--limit <rows>', 'show at most so many services').argParser(parseCount).default(50))
    .addHelpText('after', examples('usrops status', 'usrops status user-service -n users --watch 30s'))
    .action(
      session.run(async (invocation, services: string[], words: StatusWords) => {
        const { status, watchStatus } = await import('../src/status.ts')
        const { watch, interval, limit, sort, output } = words
        const options = {
          ...{ services, limit, asDiagnosis: output === 'nagios' },
          ...(sort !== undefined && { sort }),
          ...(interval !== undefined && { intervalMs: interval }),
        }
        if (watch === undefined) return status(invocation, options)
        return watchStatus(invocation, options, watch === true ? usualWatchMs : watch)
      }),
    )
  return withGlobalOptions(withClusterOptions(command), ['human', 'json', 'jsonl', 'nagios'])
}
