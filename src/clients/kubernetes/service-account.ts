import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Access } from './access.ts'
import type { ClusterSettings, ProcessEnvironment } from './settings.ts'

/** Where the kubelet puts the identity of a pod. https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/ */
const usualFolder = '/var/run/secrets/kubernetes.io/serviceaccount'

/** How a program inside a pod reaches its own cluster; null outside of one. */
export function serviceAccountAccess(
  settings: ClusterSettings,
  environment: ProcessEnvironment,
  folder: string = usualFolder,
): Access | null {
  const host = environment.KUBERNETES_SERVICE_HOST
  const tokenFile = join(folder, 'token')
  if (!host || !existsSync(tokenFile)) return null
  const port = environment.KUBERNETES_SERVICE_PORT || '443'
  return {
    name: settings.name ?? 'in-cluster',
    context: null,
    server: new URL(`https://${host.includes(':') ? `[${host}]` : host}:${port}`),
    namespace: textOf(join(folder, 'namespace')) ?? 'default',
    verify: true,
    ca: textOf(join(folder, 'ca.crt')),
    serverName: null,
    proxy: null,
    compress: true,
    user: { name: 'service account', fields: { tokenFile }, folder },
    execInfo: null,
    kubectl: ['kubectl'],
    helm: ['helm'],
  }
}

function textOf(file: string): string | null {
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : null
}
