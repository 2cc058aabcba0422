import { Command } from 'commander'
import { printerTo } from '../src/output/printer.ts'
import { version } from '../src/version.ts'
import { commands } from './index.ts'
import { examples } from './options.ts'
import type { Session } from './session.ts'

/** The whole command line. */
export function program(session: Session): Command {
  const root = new Command('usrops')
    .description('Runbooks of a user service as commands that look, decide, act, prove and can be undone.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .configureOutput({ outputError: () => undefined, writeOut: (text) => void printerTo(process.stdout)(text) })
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
