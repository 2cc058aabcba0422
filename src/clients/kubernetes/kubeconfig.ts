import { existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { OperatorError } from '../../core/errors.ts'
import { isRecord, type JsonRecord, listAt, textAt, valueAt } from '../../core/json.ts'
import type { ClusterSettings, ProcessEnvironment } from './settings.ts'

/** What the kubeconfig files say together, unchecked but for its outline. In memory only: it holds credentials. */
export interface Kubeconfig {
  readonly files: readonly string[]
  readonly current: string | null
  readonly contexts: ReadonlyMap<string, Entry>
  readonly clusters: ReadonlyMap<string, Entry>
  readonly users: ReadonlyMap<string, Entry>
}

export interface Entry {
  readonly fields: JsonRecord
  /** Paths in it start here. */
  readonly folder: string
}

/**
 * Reads and merges the files by kubectl's rules: the first file that names a thing wins, files that do not exist are passed over.
 * https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
 * Null where there is none at all.
 */
export async function readKubeconfig(
  settings: ClusterSettings,
  environment: ProcessEnvironment,
): Promise<Kubeconfig | null> {
  const files = filesOf(settings, environment)
  if (files.length === 0) return null
  // Not the whole client of the Kubernetes project: its configuration alone takes ten times as long to load, and merges otherwise than kubectl.
  const { parseDocument } = await import('yaml')
  const parts = files.map((file) => ({ folder: dirname(file), content: readOne(file, parseDocument) }))
  const entries = (list: string, field: string) =>
    new Map(parts.flatMap((part) => entriesOf(part.content, list, field, part.folder)).toReversed())
  return {
    files,
    current: parts.map(({ content }) => textAt(content, 'current-context')).find(Boolean) ?? null,
    contexts: entries('contexts', 'context'),
    clusters: entries('clusters', 'cluster'),
    users: entries('users', 'user'),
  }
}

/** The files that count, and exist. */
function filesOf({ kubeconfig }: ClusterSettings, environment: ProcessEnvironment): readonly string[] {
  if (kubeconfig !== undefined) {
    if (existsSync(kubeconfig)) return [resolve(kubeconfig)]
    throw new OperatorError(`there is no kubeconfig ${kubeconfig}`, { hint: 'correct the path, or leave it out' })
  }
  const listed = environment.KUBECONFIG?.split(delimiter).filter(Boolean) ?? []
  const usual = environment.HOME ? [join(environment.HOME, '.kube', 'config')] : []
  return (listed.length > 0 ? listed : usual).filter((file) => existsSync(file)).map((file) => resolve(file))
}

type ParseDocument = typeof import('yaml').parseDocument

/** The text holds credentials, so no word of the parser is shown: it quotes. */
function readOne(file: string, parseDocument: ParseDocument): unknown {
  const text = textOf(file)
  const json = text.trimStart().startsWith('{') ? fromJson(text) : undefined
  if (json !== undefined) return json
  const document = parseDocument(text, { prettyErrors: true, merge: true, uniqueKeys: false })
  const [error] = document.errors
  if (error) throw unreadable(file, `line ${error.linePos?.[0].line ?? '?'} is not valid YAML`)
  const content: unknown = contentOf(document, file)
  if (content !== null && !isRecord(content)) throw unreadable(file, 'it holds no configuration')
  return content
}

function contentOf(document: ReturnType<ParseDocument>, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch {
    throw unreadable(file, 'it has an alias (*name) without its anchor (&name)')
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw unreadable(file, code === 'EACCES' ? 'this user may not read it' : `reading it failed (${code})`)
  }
}

/** The same as YAML for a parser, but 50 times as fast. */
function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function unreadable(file: string, state: string): OperatorError {
  return new OperatorError(`the kubeconfig ${file} cannot be read: ${state}`, { hint: 'kubectl config view' })
}

function entriesOf(content: unknown, list: string, field: string, folder: string): (readonly [string, Entry])[] {
  return listAt(content, list).flatMap((each) => {
    const name = textAt(each, 'name')
    const fields = valueAt(each, field)
    return name === null ? [] : [[name, { fields: isRecord(fields) ? fields : {}, folder }] as const]
  })
}
