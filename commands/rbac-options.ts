import { type Command, InvalidArgumentError, Option } from 'commander'
import type { RoleWishes, Subject, Tier } from '../src/clients/kubernetes/roles.ts'
import { collect } from './options.ts'

export interface RbacWords {
  readonly rbac?: Tier
  readonly clusterWide?: true
  readonly user?: string
  readonly group?: string
  readonly serviceAccount?: Subject
  readonly secret: readonly string[]
  readonly namespace?: readonly string[]
}

/** Adds what is needed to print roles for a cluster. */
export function withRbacOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--rbac <tier>', 'print roles for Kubernetes instead, for the namespaces of -n').choices([
        ...(['look', 'connect', 'helm'] satisfies readonly Tier[]),
      ]),
    )
    .option('--cluster-wide', 'with --rbac: also nodes, webhooks and what else no namespace holds')
    .addOption(new Option('--user <name>', 'with --rbac: for this user').conflicts(['group', 'serviceAccount']))
    .addOption(new Option('--group <name>', 'with --rbac: for this group').conflicts(['serviceAccount']))
    .addOption(
      new Option('--service-account <namespace/name>', 'with --rbac: for this service account').argParser(account),
    )
    .addOption(
      new Option('--secret <name>', 'with --rbac connect: a Secret that may be read (repeatable)')
        .argParser(collect)
        .default([], 'none'),
    )
}

/** What roles to print; undefined where none were asked for. */
export function roleWishes({ rbac, clusterWide, secret, namespace, ...whom }: RbacWords): RoleWishes | undefined {
  if (rbac === undefined) return undefined
  const namespaces = [...new Set(namespace)]
  return { tier: rbac, namespaces, clusterWide: clusterWide ?? false, secrets: secret, subject: subjectOf(whom) }
}

function subjectOf({ user, group, serviceAccount }: Pick<RbacWords, 'user' | 'group' | 'serviceAccount'>) {
  if (user !== undefined) return { kind: 'User', name: user } as const
  if (group !== undefined) return { kind: 'Group', name: group } as const
  return serviceAccount ?? null
}

function account(text: string): Subject {
  const [namespace, name, ...more] = text.split(/[/:]/)
  if (!namespace || !name || more.length > 0) throw new InvalidArgumentError('write NAMESPACE/NAME.')
  return { kind: 'ServiceAccount', namespace, name }
}
