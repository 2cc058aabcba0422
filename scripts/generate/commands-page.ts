import type { Command } from 'commander'
import { program } from '../../commands/program.ts'
import { Session } from '../../commands/session.ts'

/** docs/commands.md: what `--help` says, of every command. */
export function commandsPage(): string {
  const sections = withChildren(program(new Session([]))).map(
    (command) => `## ${nameOf(command)}\n\n\`\`\`text\n${helpOf(command).trim()}\n\`\`\`\n`,
  )
  return `# Commands\n\nMade by \`npm run generate\` of the help texts.\n\n${sections.join('\n')}`
}

function withChildren(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(withChildren)]
}

function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`
}

/** Examples included, which commander adds only where it prints. */
function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({
    writeOut: (part) => {
      text += part
    },
    getOutHelpWidth: () => 100,
    getOutHasColors: () => false,
  })
  command.outputHelp()
  return text
}
