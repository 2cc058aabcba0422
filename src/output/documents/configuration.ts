import * as z from 'zod'

const environment = z.string()
const source = z.string().describe('The file, or the variables, that the configuration is from')

/** `usrops config show -o json`. */
export const configurationDocument = z
  .object({
    version: z.literal(1),
    kind: z.literal('Configuration'),
    environment,
    source,
    protected: z.boolean().describe('Changes need a confirmation that names the environment'),
    services: z.array(z.object({ name: z.string(), dependsOn: z.array(z.string()) })),
    systems: z.array(
      z.object({
        system: z.string(),
        name: z.string(),
        pinnedIdentity: z.string().nullable().describe('The only system that may answer there'),
        notDialled: z.string().nullable().describe('Why it is not connected to from here'),
        settings: z.record(z.string(), z.string()).describe('As written: references, never secrets'),
      }),
    ),
    thresholds: z.record(z.string(), z.record(z.string(), z.number())).describe('Parameters of checks that differ'),
  })
  .meta({
    title: 'Configuration',
    description: 'What a command would work on. Ignore members and values that you do not know.',
  })

/** `usrops config validate -o json`. */
export const validationDocument = z
  .object({
    version: z.literal(1),
    kind: z.literal('Validation'),
    source,
    environments: z.array(
      z.object({
        name: environment,
        services: z.int().nonnegative(),
        unresolved: z.array(z.string()).describe('References that lead nowhere from here'),
      }),
    ),
  })
  .meta({ title: 'Validation', description: 'A configuration without mistakes. Ignore members that you do not know.' })

/** `usrops init -o json`. */
export const initialisedDocument = z
  .object({ version: z.literal(1), kind: z.literal('Initialised'), file: z.string() })
  .meta({ title: 'Initialised', description: 'The file that was written. Ignore members that you do not know.' })
