import type {
  Dependencies,
  EnvironmentEntry,
  EnvironmentObjects,
} from '../../../src/discovery/environment/dependencies.ts'
import { readDependencies } from '../../../src/discovery/environment/read-dependencies.ts'
import { resolveEnvironment } from '../../../src/discovery/environment/resolve-environment.ts'
import { readContainers } from '../../../src/facts/kubernetes/objects/container-spec.ts'

export const place = { namespace: 'users', kind: 'Deployment', workload: 'user-service', container: 'app' }

const nothing: EnvironmentObjects = { configMap: () => null }

/** The entries of a container of the API. */
export function entriesOf(container: object, objects: EnvironmentObjects = nothing): readonly EnvironmentEntry[] {
  const [read] = readContainers({ containers: [{ name: 'app', ...container }] })
  if (read === undefined) throw new Error('no container')
  return resolveEnvironment(read, { place, objects })
}

/** A variable as text, or the key of a Secret: `{ secret: 'NAME/KEY' }`, with its value where it may be read. */
export type Variable = string | { readonly secret: string; readonly value?: string }

/** What an environment says of dependencies. */
export function dependenciesOf(variables: Readonly<Record<string, Variable>>): Dependencies {
  const values = new Map<string, string>()
  const env = Object.entries(variables).map(([name, variable]) => {
    if (typeof variable === 'string') return { name, value: variable }
    const [secret = '', key = ''] = variable.secret.split('/')
    if (variable.value !== undefined) values.set(variable.secret, variable.value)
    return { name, valueFrom: { secretKeyRef: { name: secret, key } } }
  })
  const entries = entriesOf(
    { env },
    { configMap: () => null, secretValue: (name, key) => values.get(`${name}/${key}`) },
  )
  return readDependencies(entries, { service: 'user-service', namespace: 'users' })
}
