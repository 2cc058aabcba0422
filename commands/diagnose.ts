import { Command, Option } from 'commander'
import { collect, examples, parseDuration, withClusterOptions, withGlobalOptions } from './options.ts'
import type { Session } from './session.ts'

interface DiagnoseWords {
  readonly system: readonly string[]
  readonly wait: boolean
  readonly observe?: number
  readonly failOn: 'warning' | 'critical' | 'never'
  readonly save?: string
  readonly from?: string
}

/** `usrops diagnose [SERVICE…]` */
export function diagnoseCommand(session: Session): Command {
  const command = new Command('diagnose')
    .summary('what is wrong, why, since when, and what to type next')
    .description(
      'Asks every system of the service once and says whether users are hurt, the likely cause, the evidence, what changed lately and the command that fixes it. Changes nothing.',
    )
    .argument('[service...]', 'services of the configuration or of the cluster (default: all)')
    .addOption(
      new Option(
        '--system <name>',
        'ask only this system: kubernetes, cluster, helm, postgres, pgbouncer, redis, kafka, http, logs (repeatable)',
      )
        .argParser(collect)
        .default([], 'all'),
    )
    .option('--no-wait', 'never take a second look to measure rates')
    .option('--observe <duration>', 'always take a second look after this time, e.g. 30s', parseDuration)
    .addOption(
      new Option('--fail-on <severity>', 'exit 1 from this severity on')
        .choices(['warning', 'critical', 'never'])
        .default('critical'),
    )
    .option('--save <file>', 'write the facts to a file (masked; replays with --from)')
    .addOption(
      new Option('--from <file>', 'judge the facts of a file instead of looking').conflicts([
        'save',
        'observe',
        'system',
      ]),
    )
    .addHelpText(
      'after',
      examples(
        'usrops diagnose',
        'usrops diagnose user-service -e production --save incident.json',
        'usrops diagnose user-service --context prod -n users --credentials application',
      ),
    )
    .action(
      session.run(async (invocation, services: string[], words: DiagnoseWords) => {
        const { diagnose } = await import('../src/diagnose.ts')
        const secondLook = words.observe ?? (words.wait ? 'when-needed' : 'never')
        return diagnose(invocation, { ...words, services, systems: words.system, secondLook })
      }),
    )
  return withGlobalOptions(withClusterOptions(command), ['human', 'json', 'jsonl', 'nagios'])
}
