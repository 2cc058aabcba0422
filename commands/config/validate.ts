import { Command } from 'commander'
import { examples, withGlobalOptions } from '../options.ts'
import type { Session } from '../session.ts'

/** `usrops config validate` */
export function validateCommand(session: Session): Command {
  const command = new Command('validate')
    .summary('check the configuration without connecting anywhere')
    .description(
      'Reads the configuration, every environment of it, and says each mistake with its place and the fix. Exit 2 where there is one.',
    )
    .addHelpText(
      'after',
      examples('usrops config validate', 'usrops config validate --config deploy/usrops.yaml -o json'),
    )
    .action(session.run(async (invocation) => ({ document: await invocation.validateConfiguration(), exit: 'ok' })))
  return withGlobalOptions(command)
}
