import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ClusterAddress, writeKubeconfig } from '../kubeconfig.ts'

/** The name of the only node. */
export const NODE_NAME = 'node-1'

/** Who the programs of the cluster are, and the bench itself. */
const accounts = {
  admin: { user: 'usrops-bench:admin', groups: ['system:masters'] },
  'kube-controller-manager': { user: 'system:kube-controller-manager', groups: [] },
  'kube-scheduler': { user: 'system:kube-scheduler', groups: [] },
  'kube-proxy': { user: 'system:kube-proxy', groups: [] },
  kubelet: { user: `system:node:${NODE_NAME}`, groups: ['system:nodes'] },
  coredns: { user: 'system:serviceaccount:kube-system:coredns', groups: ['system:serviceaccounts'] },
  'metrics-server': { user: 'system:serviceaccount:kube-system:metrics-server', groups: ['system:serviceaccounts'] },
} as const

export type Account = keyof typeof accounts

/** Files by which the programs are known to the API server. */
export interface Accounts {
  readonly tokenFile: string
  readonly adminToken: string
  readonly kubeconfigs: Readonly<Record<Account, string>>
}

/** Makes a secret and a kubeconfig for each of them. */
export function newAccounts(folder: string, address: ClusterAddress): Accounts {
  const entries = Object.entries(accounts).map(([name, account]) => ({ name, ...account, token: secret() }))
  const lines = entries.map(({ token, user, groups }, index) => `${token},${user},${index},"${groups.join()}"\n`)
  const tokenFile = join(folder, 'tokens.csv')
  writeFileSync(tokenFile, lines.join(''), { mode: 0o600 })
  const kubeconfigs = entries.map(({ name, user, token }) => {
    const file = join(folder, name === 'admin' ? 'kubeconfig' : `${name}.kubeconfig`)
    return [name, writeKubeconfig(file, address, { user, credentials: { token } })]
  })
  const adminToken = entries.find(({ name }) => name === 'admin')?.token ?? ''
  return { tokenFile, adminToken, kubeconfigs: Object.fromEntries(kubeconfigs) }
}

function secret(): string {
  return randomBytes(16).toString('hex')
}
