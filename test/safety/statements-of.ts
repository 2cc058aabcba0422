/**
 * The statements that one application ran, out of the log of a server with log_statement=all and `{%a}` in log_line_prefix.
 * A message of several statements is logged as one; its parts are told apart here by `;` at the end of a line, which is how usrops joins them.
 */
export function statementsOf(log: string, application: string): readonly string[] {
  const entries = log.split(/^(?=\d{4}-\d\d-\d\d )/m)
  return entries.flatMap((entry) => {
    const [, name, text] = /\{(.*?)\} \S+ LOG: {2}(?:statement|execute [^:]*): ([\s\S]*)$/.exec(entry) ?? []
    if (name !== application || text === undefined) return []
    return text
      .split(/;\n/)
      .map((statement) => statement.trim())
      .filter((statement) => statement !== '')
  })
}
