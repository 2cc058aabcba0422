import { Command, type CommanderError } from 'commander'
import { exitCodes } from '../src/core/exit-codes.ts'
import { version } from '../src/version.ts'
import { commands } from './index.ts'
import { Session } from './session.ts'

/** Runs one command line and returns the exit code; everything that was printed has been written by then. */
export async function main(argv: readonly string[]): Promise<number> {
  const session = new Session()
  try {
    await program(session).parseAsync(argv)
    return exitCodes[session.exit]
  } catch (error) {
    return isHelp(error) ? exitCodes.ok : exitCodes[await session.fail(error)]
  } finally {
    session.end()
  }
}

/** The whole command line. */
export function program(session: Session): Command {
  const root = new Command('usrops')
    .description('Runbooks of a user service as commands that look, decide, act, prove and can be undone.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .configureHelp({ sortSubcommands: false, showGlobalOptions: false })
    .configureOutput({ outputError: () => undefined })
    .showSuggestionAfterError(true)
    .exitOverride()
    .addHelpText('after', '\nExamples:\n  $ usrops diagnose\n  $ usrops diagnose user-service -e production -o json\n')
  for (const command of commands) root.addCommand(inherit(command(session), root))
  return root
}

function inherit(command: Command, parent: Command): Command {
  command.copyInheritedSettings(parent).exitOverride()
  for (const child of command.commands) inherit(child, command)
  return command
}

function isHelp(error: unknown): error is CommanderError {
  return error instanceof Error && 'exitCode' in error && 'code' in error && error.exitCode === 0
}
