import type { Subject } from './roles.ts'

export interface Rule {
  readonly groups: readonly string[]
  readonly resources: readonly string[]
  readonly verbs: readonly string[]
  /** Only objects of these names. */
  readonly names?: readonly string[]
}

export interface Role {
  /** Null for a ClusterRole. */
  readonly namespace: string | null
  readonly name: string
  readonly rules: readonly Rule[]
}

/** Roles and their bindings as YAML, after some lines of explanation. */
export function yamlOf(notes: readonly string[], roles: readonly Role[], subject: Subject | null): string {
  const documents = roles.flatMap((role) => [roleLines(role), bindingLines(role, subject)])
  return [...notes.map((note) => `# ${note}`), ...documents.flatMap((lines) => ['---', ...lines]), ''].join('\n')
}

const group = 'rbac.authorization.k8s.io'

function roleLines({ namespace, name, rules }: Role): readonly string[] {
  return [
    ...headLines(namespace === null ? 'ClusterRole' : 'Role', namespace, name),
    'rules:',
    ...rules.flatMap(ruleLines),
  ]
}

function ruleLines({ groups, resources, verbs, names }: Rule): readonly string[] {
  return [
    `  - apiGroups: ${flow(groups)}`,
    `    resources: ${flow(resources)}`,
    ...(names === undefined ? [] : [`    resourceNames: ${flow(names)}`]),
    `    verbs: ${flow(verbs)}`,
  ]
}

function bindingLines({ namespace, name }: Role, subject: Subject | null): readonly string[] {
  const kind = namespace === null ? 'ClusterRole' : 'Role'
  return [
    ...headLines(`${kind}Binding`, namespace, subject === null ? name : `${name}-${wordOf(subject)}`),
    'roleRef:',
    `  apiGroup: ${group}`,
    `  kind: ${kind}`,
    `  name: ${name}`,
    ...(subject === null
      ? ['# whom it is for: --user NAME, --group NAME or --service-account NAMESPACE/NAME', 'subjects: []']
      : ['subjects:', ...subjectLines(subject)]),
  ]
}

/** Each subject has a binding of its own, so that applying for another one takes nothing away from the first. */
function wordOf({ name }: Subject): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'subject'
  )
}

function subjectLines(subject: Subject): readonly string[] {
  const { kind, name } = subject
  return [
    `  - kind: ${kind}`,
    `    name: ${quoted(name)}`,
    kind === 'ServiceAccount' ? `    namespace: ${quoted(subject.namespace)}` : `    apiGroup: ${group}`,
  ]
}

function headLines(kind: string, namespace: string | null, name: string): readonly string[] {
  return [
    `apiVersion: ${group}/v1`,
    `kind: ${kind}`,
    'metadata:',
    `  name: ${name}`,
    ...(namespace === null ? [] : [`  namespace: ${quoted(namespace)}`]),
  ]
}

function flow(words: readonly string[]): string {
  return `[${words.map(quoted).join(', ')}]`
}

/** A JSON string is a YAML string; plain words need no quotes. */
function quoted(word: string): string {
  return /^[a-z][a-z0-9./-]*$/.test(word) && !/^(y|n|yes|no|on|off|true|false|null)$/.test(word)
    ? word
    : JSON.stringify(word)
}
