import type { Mistake } from './issue-lines.ts'
import { suggestion } from './nearest-name.ts'
import type { Config } from './schema/config.ts'

/** Names that should be those of something else in the file, and are not. */
export function unknownReferences({ defaultEnvironment, environments }: Config): Mistake[] {
  const names = Object.keys(environments)
  const wrongDefault =
    defaultEnvironment === undefined || names.includes(defaultEnvironment)
      ? []
      : [
          {
            path: ['defaultEnvironment'],
            words: `is no environment of this file, ${suggestion(defaultEnvironment, names)}`,
          },
        ]
  return [...wrongDefault, ...names.flatMap((name) => unknownServices(environments[name]?.services ?? {}, name))]
}

function unknownServices(services: Config['environments'][string]['services'], environment: string): Mistake[] {
  const names = Object.keys(services)
  return Object.entries(services).flatMap(([service, { dependsOn = [] }]) =>
    dependsOn.flatMap((needed, index) =>
      names.includes(needed)
        ? []
        : [
            {
              path: ['environments', environment, 'services', service, 'dependsOn', index],
              words: `is no service of this environment, ${suggestion(needed, names)}`,
            },
          ],
    ),
  )
}
