import { Command } from 'commander'
import { examples, withClusterOptions, withOutputOptions } from './options.ts'
import type { Session } from './session.ts'

/** `usrops init` */
export function initCommand(session: Session): Command {
  const command = new Command('init')
    .summary('write a configuration from what is found here')
    .description(
      'Writes usrops.yaml from the usual environment variables, else from the services of the namespace of the kubeconfig. It holds references to secrets, never secrets.',
    )
    .option('--file <path>', 'where to write it; - for standard output', 'usrops.yaml')
    .addHelpText('after', examples('usrops init', 'usrops init -n users', 'usrops init --file - > deploy/usrops.yaml'))
    .action(
      session.run(async (invocation, words: { readonly file: string }) => {
        const { initialise } = await import('../src/config/initialise.ts')
        return { document: await initialise(words.file, await invocation.firstConfiguration()), exit: 'ok' }
      }),
    )
  return withOutputOptions(withClusterOptions(command))
}
