import { Command, Option } from 'commander'
import { examples, parseCount, parseDuration, withClusterOptions, withGlobalOptions } from './options.ts'
import type { Session } from './session.ts'

interface ChangesWords {
  readonly since: number
  readonly limit: number
}

const usualSinceMs = 2 * 60 * 60_000

/** `usrops changes [SERVICE…]` */
export function changesCommand(session: Session): Command {
  const command = new Command('changes')
    .summary('the time line of what became different, and by whom')
    .description(
      'Shows what became different lately in the services and in what they need: releases, restarts, configuration, scaling, failovers; with tool and person where they are known, and with the gaps in what is known. Changes nothing.',
    )
    .argument('[service...]', 'services of the configuration or of the cluster (default: all)')
    .addOption(new Option('--since <duration>', 'how far back').argParser(parseDuration).default(usualSinceMs, '2h'))
    .addOption(new Option('--limit <rows>', 'show at most so many changes').argParser(parseCount).default(50))
    .addHelpText('after', examples('usrops changes', 'usrops changes user-service -n users --since 30m -o json'))
    .action(
      session.run(async (invocation, services: string[], { since, limit }: ChangesWords) => {
        const { timeLine } = await import('../src/time-line.ts')
        return timeLine(invocation, { services, limit, sinceMs: since })
      }),
    )
  return withGlobalOptions(withClusterOptions(command))
}
