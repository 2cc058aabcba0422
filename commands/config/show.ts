import { Command } from 'commander'
import { examples, withClusterOptions, withGlobalOptions } from '../options.ts'
import type { Session } from '../session.ts'

/** `usrops config show` */
export function showCommand(session: Session): Command {
  const command = new Command('show')
    .summary('which systems a command would work on')
    .description(
      'Shows the environment that would be used, where it comes from, and its systems; where it has clusters, what is found there. Secrets are shown as references.',
    )
    .addHelpText(
      'after',
      examples('usrops config show', 'usrops config show -e staging -o json', 'usrops config show -n users'),
    )
    .action(
      session.run(async (invocation) => {
        const { describeScope } = await import('../../src/config/describe.ts')
        return { document: describeScope(await invocation.scope({ services: [], systems: [] })), exit: 'ok' }
      }),
    )
  return withGlobalOptions(withClusterOptions(command))
}
