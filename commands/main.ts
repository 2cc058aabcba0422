import { exitCodes } from '../src/core/exit-codes.ts'
import { printerTo } from '../src/output/printer.ts'
import { version } from '../src/version.ts'
import { Session } from './session.ts'

/** Runs one command line and returns the exit code; what it prints has been written by then. */
export async function main(argv: readonly string[]): Promise<number> {
  const session = new Session(argv)
  try {
    if (asksVersion(argv.slice(2))) await printerTo(process.stdout)(`${version}\n`)
    else await (await import('./program.ts')).program(session).parseAsync(argv)
  } catch (error) {
    if (isMissingCommand(error)) session.code = exitCodes.usage
    else if (!isHelp(error)) await session.fail(error)
  }
  return session.code
}

/** Asked by scripts at every turn, so answered without building the command line; with other words beside it the command line answers. */
function asksVersion(words: readonly string[]): boolean {
  return words.length === 1 && (words[0] === '--version' || words[0] === '-V')
}

/** `--help` has printed and ends here. */
function isHelp(error: unknown): boolean {
  return error instanceof Error && 'exitCode' in error && error.exitCode === 0
}

/** `usrops` or `usrops config` alone: commander has printed the help. */
function isMissingCommand(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'commander.help'
}
