import { rawWorkload } from './objects.ts'

export const env = (variables: Readonly<Record<string, string>>) =>
  Object.entries(variables).map(([name, value]) => ({ name, value }))
export const fromSecret = (name: string, object: string, key = name) => ({
  name,
  valueFrom: { secretKeyRef: { name: object, key } },
})
export const app = (name: string, variables: Readonly<Record<string, string>>, more: object = {}) =>
  rawWorkload('Deployment', name, { container: { env: env(variables) }, ...more })
export const postgres = (name: string, more: object = {}) =>
  rawWorkload('StatefulSet', name, { image: 'postgres:17', ...more })
export const secret = (name: string, data: Readonly<Record<string, string>>) => ({
  ...{ kind: 'Secret', metadata: { name, namespace: 'users' } },
  data: Object.fromEntries(Object.entries(data).map(([key, text]) => [key, Buffer.from(text).toString('base64')])),
})
