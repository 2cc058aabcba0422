import { Command } from 'commander'
import { version } from '../src/version.ts'
import { commands } from './index.ts'
import { examples } from './options.ts'
import { Session } from './session.ts'

/** Runs one command line and returns the exit code; what it prints has been written by then. */
export async function main(argv: readonly string[]): Promise<number> {
  const session = new Session(argv)
  try {
    await program(session).parseAsync(argv)
  } catch (error) {
    if (!isHelp(error)) await session.fail(error)
  }
  return session.code
}

/** The whole command line. */
export function program(session: Session): Command {
  const root = new Command('usrops')
    .description('Runbooks of a user service as commands that look, decide, act, prove and can be undone.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .configureOutput({ outputError: () => undefined })
    .exitOverride()
    .addHelpText('after', examples('usrops diagnose', 'usrops diagnose user-service -e production -o json'))
  for (const command of commands) root.addCommand(inherit(command(session), root))
  return root
}

/** Commander hands settings down only to commands it makes itself. */
function inherit(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent)
  for (const child of command.commands) inherit(child, command)
  return command
}

/** `--help` and `--version` have printed and end here. */
function isHelp(error: unknown): boolean {
  return error instanceof Error && 'exitCode' in error && error.exitCode === 0
}
