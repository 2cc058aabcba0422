import { z } from 'zod'
import { config } from './schema/config.ts'

/** The JSON Schema of usrops.yaml, for editors and linters. */
export function configSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(config, { io: 'input', reused: 'ref' })
  return { $schema, title: 'usrops.yaml', ...schema }
}
