import { Argument, Command } from 'commander'
import type { CommandWords } from '../src/output/completion.ts'
import { examples, withOutputOptions } from './options.ts'
import type { Session } from './session.ts'

/** `usrops completion bash|zsh|fish` */
export function completionCommand(session: Session): Command {
  const command = new Command('completion')
    .summary('print the completion script of a shell')
    .description(
      'Prints a script that completes commands and options. It is static: pressing Tab starts nothing and asks nobody.',
    )
    .addArgument(new Argument('<shell>', 'the shell').choices(['bash', 'zsh', 'fish']))
    .addHelpText(
      'after',
      examples(
        'usrops completion bash > ~/.local/share/bash-completion/completions/usrops',
        'source <(usrops completion zsh)',
      ),
    )
    .action(
      session.run(async (_invocation, shell: 'bash' | 'zsh' | 'fish') => {
        const { program } = await import('./program.ts')
        const { completionScript } = await import('../src/output/completion.ts')
        return { document: completionScript(shell, wordsOf(program(session))), exit: 'ok' }
      }),
    )
  return withOutputOptions(command)
}

function wordsOf(command: Command): CommandWords {
  return {
    name: command.name(),
    summary: command.summary(),
    options: command.options.map(({ long, description, argChoices }) => ({
      name: long ?? '',
      summary: description,
      choices: argChoices ?? [],
    })),
    choices: command.registeredArguments.flatMap((argument) => argument.argChoices ?? []),
    commands: command.commands.map(wordsOf),
  }
}
