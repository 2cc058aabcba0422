/** The words of a command that can be completed. */
export interface CommandWords {
  readonly name: string
  readonly summary: string
  readonly options: readonly { readonly name: string; readonly summary: string; readonly choices: readonly string[] }[]
  /** Words that its operand may be. */
  readonly choices: readonly string[]
  readonly commands: readonly CommandWords[]
}

export type Shell = 'bash' | 'zsh' | 'fish'

/** A script that completes the whole command line without calling the program. */
export function completionScript(shell: Shell, root: CommandWords): string {
  return shell === 'fish' ? fishScript(root) : bashScript(root, shell)
}

interface Place {
  /** The words before the cursor that name the command: `usrops config`. */
  readonly path: readonly string[]
  readonly command: CommandWords
}

function placesOf(command: CommandWords, above: readonly string[] = []): readonly Place[] {
  const path = [...above, command.name]
  return [{ path, command }, ...command.commands.flatMap((child) => placesOf(child, path))]
}

/** zsh runs the same function through its bash compatibility. */
function bashScript(root: CommandWords, shell: 'bash' | 'zsh'): string {
  const places = placesOf(root)
  const words = places.map(({ path, command }) => `    '${path.join(' ')}') words='${wordsOf(command).join(' ')}' ;;`)
  const values = places.flatMap(({ path, command }) =>
    command.options
      .filter((option) => option.choices.length > 0)
      .map((option) => `    '${path.join(' ')} ${option.name}') words='${option.choices.join(' ')}' ;;`),
  )
  const known = places.slice(1).map(({ path }) => `'${path.join(' ')}'`)
  return [
    `# ${shell} completion of usrops`,
    ...(shell === 'zsh' ? ['autoload -U +X bashcompinit && bashcompinit'] : []),
    '_usrops() {',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the shell
    '  local words= path=usrops word current="${COMP_WORDS[COMP_CWORD]}" previous="${COMP_WORDS[COMP_CWORD-1]}"',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the shell
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    `    case "$path $word" in ${known.join('|')}) path="$path $word" ;; esac`,
    '  done',
    '  case "$path" in',
    ...words,
    '  esac',
    '  case "$path $previous" in',
    ...values,
    '  esac',
    '  COMPREPLY=($(compgen -W "$words" -- "$current"))',
    '}',
    'complete -o default -F _usrops usrops',
    '',
  ].join('\n')
}

function wordsOf(command: CommandWords): readonly string[] {
  return [
    ...command.commands.map((child) => child.name),
    ...command.choices,
    ...command.options.map((option) => option.name),
    '--help',
  ]
}

function fishScript(root: CommandWords): string {
  const lines = placesOf(root).flatMap(({ path, command }) => {
    const here = fishCondition(path, command)
    return [
      ...command.commands.map(
        (child) => `complete -c usrops -n '${here}' -f -a ${child.name} -d ${quoted(child.summary)}`,
      ),
      ...command.choices.map((choice) => `complete -c usrops -n '${here}' -f -a ${choice}`),
      ...command.options.map(
        ({ name, summary, choices }) =>
          `complete -c usrops -n '${here}' -l ${name.replace(/^--/, '')} -d ${quoted(summary)}${choices.length > 0 ? ` -x -a '${choices.join(' ')}'` : ''}`,
      ),
    ]
  })
  return ['# fish completion of usrops', ...lines, ''].join('\n')
}

function fishCondition(path: readonly string[], command: CommandWords): string {
  const typed = path.slice(1).map((word) => `__fish_seen_subcommand_from ${word}`)
  const further = command.commands.map((child) => child.name).join(' ')
  const deepest = further === '' ? [] : [`not __fish_seen_subcommand_from ${further}`]
  return [...typed, ...deepest].join('; and ') || 'true'
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "\\'")}'`
}
