import { MissingToolchain } from '../../machine/missing-toolchain.ts'

/** The variable that puts an existing cluster in the place of the bench's own. */
export const KUBECONFIG_VARIABLE = 'USROPS_BENCH_KUBECONFIG'

/** Why there can be no cluster of our own here. */
export function missingKubernetes(need: string, cause?: unknown): MissingToolchain {
  const existing = `set ${KUBECONFIG_VARIABLE} to the kubeconfig of a cluster for tests (kind, k3d and minikube will do).`
  return new MissingToolchain('Kubernetes', `${need}, or ${existing}`, cause)
}
