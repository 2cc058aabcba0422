import { type Command, InvalidArgumentError, Option } from 'commander'

export type OutputFormat = 'human' | 'json' | 'jsonl' | 'nagios'

/** Options that every command has. */
export interface GlobalOptions {
  readonly environment?: string
  readonly config?: string
  readonly output: OutputFormat
  readonly verbose?: boolean
  readonly quiet?: boolean
  /** False with `--no-color`. */
  readonly color: boolean
}

/** Options of the commands that look into clusters. */
export interface ClusterOptions {
  readonly context?: string
  readonly namespace?: readonly string[]
  readonly allNamespaces?: true
  readonly kubeconfig?: string
  readonly credentials?: 'application' | 'none'
}

/** Adds the options of a command that works on an environment, after its own. */
export function withGlobalOptions(command: Command, formats?: readonly OutputFormat[]): Command {
  command
    .option('-e, --environment <name>', 'environment of usrops.yaml to work on')
    .option('--config <file>', 'configuration file (default: usrops.yaml here or above, then the user’s own)')
  return withOutputOptions(command, formats)
}

/** Adds the options of a command that looks into clusters, before the global ones. */
export function withClusterOptions(command: Command): Command {
  return command
    .option('--context <name>', 'context of the kubeconfig')
    .addOption(
      new Option('-n, --namespace <name>', 'namespace to look in (repeatable)')
        .argParser(collect)
        .default([], 'of the context'),
    )
    .addOption(new Option('-A, --all-namespaces', 'look in all namespaces that may be seen').conflicts(['namespace']))
    .option('--kubeconfig <file>', 'kubeconfig to use (default: KUBECONFIG, else ~/.kube/config)')
    .addOption(
      new Option('--credentials <whose>', 'logins for what is found: the application’s own, or none').choices([
        'application',
        'none',
      ]),
    )
}

/** Adds the options that every command has. */
export function withOutputOptions(
  command: Command,
  formats: readonly OutputFormat[] = ['human', 'json', 'jsonl'],
): Command {
  return command
    .addOption(new Option('-o, --output <format>', 'form of the result').choices(formats).default('human'))
    .option('-v, --verbose', 'show evidence, every check, every column, and stacks of bugs')
    .option('-q, --quiet', 'show the result only')
    .option('--no-color', 'no colour (as NO_COLOR does)')
}

/** The examples under a command's help: what a person would type. */
export function examples(...lines: readonly string[]): string {
  return `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`
}

const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** `500ms`, `30s`, `5m` or `2h` in milliseconds. */
export function parseDuration(text: string): number {
  const [, amount, unit] = /^(\d+)(ms|s|m|h)$/.exec(text) ?? []
  if (unit !== 'ms' && unit !== 's' && unit !== 'm' && unit !== 'h') {
    throw new InvalidArgumentError(`"${text}" is no duration; write 30s, 5m or 2h.`)
  }
  return Number(amount) * unitMs[unit]
}

/** A whole number from 1 on. */
export function parseCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError(`"${text}" is no whole number from 1 on.`)
  return Number(text)
}

/** Collects an option that may be given several times. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}
