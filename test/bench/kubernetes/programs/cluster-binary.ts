import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Progress } from '../../machine/progress.ts'
import { goProgram } from './go-program.ts'

const sources = ['go.mod', 'go.sum', 'main.go'].map((name) =>
  fileURLToPath(new URL(`../binary/${name}`, import.meta.url)),
)

/** The version of every program of the cluster, `v1.36.3`. */
export const KUBERNETES_VERSION = versionIn(readFileSync(sources[0] ?? '', 'utf8'))

/** etcd, the control plane, kubelet, kube-proxy, CoreDNS and metrics-server, by name of the first argument. */
export function clusterBinary(onProgress: Progress): Promise<string> {
  return goProgram({
    name: 'cluster',
    files: sources,
    linkerFlags: versionFlags(),
    onBuild: () => onProgress("building the cluster's binary, once, about 6 minutes"),
  })
}

function versionIn(goMod: string): string {
  const [, version] = /k8s\.io\/kubernetes (v[\d.]+)/.exec(goMod) ?? []
  if (!version) throw new Error('go.mod names no version of Kubernetes')
  return version
}

/** Clients cannot parse the version of a server that was built without them. */
function versionFlags(): string[] {
  const [major, minor] = KUBERNETES_VERSION.slice(1).split('.')
  const values = { gitVersion: KUBERNETES_VERSION, gitMajor: major, gitMinor: minor }
  return Object.entries(values).map(([name, value]) => `-X k8s.io/component-base/version.${name}=${value}`)
}
