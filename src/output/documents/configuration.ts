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
    clusters: z.array(
      z.object({
        name: z.string(),
        context: z.string().nullable().describe('Of the kubeconfig'),
        server: z.string().nullable(),
        identity: z.string().nullable().describe('UID of the namespace kube-system'),
        namespaces: z.array(z.string()).describe('Where services are looked for; empty: everywhere'),
        notAsked: z.string().nullable().describe('Why it could not be looked into'),
      }),
    ),
    services: z.array(
      z.object({
        name: z.string(),
        cluster: z.string().exactOptional(),
        namespace: z.string().exactOptional(),
        workloads: z.array(z.string()).exactOptional().describe('KIND/NAME each'),
        owner: z.string().exactOptional().describe('Who writes its objects'),
        dependsOn: z.array(z.string()),
      }),
    ),
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
        services: z.int().nonnegative().describe('Of the file; those of clusters are found when they are asked'),
        clusters: z.int().nonnegative(),
        unresolved: z.array(z.string()).describe('References that lead nowhere from here'),
      }),
    ),
  })
  .meta({ title: 'Validation', description: 'A configuration without mistakes. Ignore members that you do not know.' })

/** `usrops init -o json`. */
export const initialisedDocument = z
  .object({ version: z.literal(1), kind: z.literal('Initialised'), file: z.string() })
  .meta({ title: 'Initialised', description: 'The file that was written. Ignore members that you do not know.' })
