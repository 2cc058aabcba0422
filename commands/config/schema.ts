import { Command } from 'commander'
import { examples, withOutputOptions } from '../options.ts'
import type { Session } from '../session.ts'

/** `usrops config schema` */
export function schemaCommand(session: Session): Command {
  const command = new Command('schema')
    .summary('print the JSON Schema of usrops.yaml')
    .description('Prints the JSON Schema of usrops.yaml, for editors and linters.')
    .addHelpText(
      'after',
      examples('usrops config schema > usrops.schema.json', 'usrops config schema | jq .properties'),
    )
    .action(
      session.run(async () => {
        const { configSchema } = await import('../../src/config/json-schema.ts')
        return { document: `${JSON.stringify(configSchema(), null, 2)}\n`, exit: 'ok' }
      }),
    )
  return withOutputOptions(command)
}
