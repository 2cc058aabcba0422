import { execa } from 'execa'
import type { Cluster } from './cluster.ts'

/** What is done through kubectl, to a cluster of whatever origin. */
export function throughKubectl(kubectl: string, kubeconfig: string): Pick<Cluster, 'run' | 'apply' | 'issueToken'> {
  const kubectlWith = async (args: readonly string[], input = '') => {
    const { stdout } = await execa(kubectl, ['--kubeconfig', kubeconfig, ...args], { input })
    return stdout
  }
  return {
    run: (...args) => kubectlWith(args),
    async apply(objects) {
      await kubectlWith(['apply', '-f', '-'], typeof objects === 'string' ? objects : listOf(objects))
    },
    issueToken: (namespace, serviceAccount) =>
      kubectlWith(['--namespace', namespace, 'create', 'token', serviceAccount, '--duration', '12h']),
  }
}

function listOf(items: readonly object[]): string {
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
}
