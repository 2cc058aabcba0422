import { isRecord, type JsonRecord, parseJson } from '../../core/json.ts'
import { mask, maskName } from '../../core/mask.ts'
import { classifyFailure } from '../logs/signatures.ts'
import type { ComponentState, HealthComponent } from './health.ts'
import { kindOf, wordOf } from './health-dialects.ts'

/** What a health body says, whatever its dialect. */
export interface HealthBody {
  /** Its one word; null where it says none. */
  readonly word: 'up' | 'degraded' | 'down' | null
  readonly components: readonly Omit<HealthComponent, 'path'>[]
  readonly version: string | null
  /** It names components or a status, so the page is about health. */
  readonly structured: boolean
}

/** Longer texts of components are cut: the first words name the trouble. */
const textLength = 300

/** Where the components are, by dialect: Spring, Node, health+json, MicroProfile, .NET, NestJS. */
const homes = ['components', 'checks', 'dependencies', 'services', 'results', 'entries', 'details', 'info', 'error']
/** Spring's own words about itself: the endpoints say the same. */
const itself = /^(ping|self|livenessState|readinessState|refreshScope|discoveryComposite)$/

/** Reads a health body; `failing`: the endpoint answered 5xx, so that lines of plain text name what is wrong. */
export function readHealthBody(text: string, failing: boolean): HealthBody {
  const body = parseJson(text)
  if (!isRecord(body)) return plainText(typeof body === 'string' ? body : text, failing)
  const components = worstByName([...componentsIn(body), ...single(body)])
  const word = wordOf(body.status ?? body.state ?? body.health ?? body.healthy ?? body.ok)
  return { word, components, version: versionIn(body), structured: word !== null || components.length > 0 }
}

/** Of several sayings about one component the worst counts. */
export function worstByName<Component extends { readonly name: string; readonly state: ComponentState }>(
  components: readonly Component[],
): readonly Component[] {
  const worst = new Map<string, Component>()
  for (const each of components) {
    const known = worst.get(each.name)
    if (known === undefined || order.indexOf(each.state) > order.indexOf(known.state)) worst.set(each.name, each)
  }
  return [...worst.values()]
}

const order: readonly ComponentState[] = ['unknown', 'up', 'degraded', 'down']

function componentsIn(body: JsonRecord): Omit<HealthComponent, 'path'>[] {
  return homes.flatMap((home) => {
    const value = body[home]
    if (Array.isArray(value)) return value.filter(isRecord).flatMap((each) => component(String(each.name), each))
    return isRecord(value) ? Object.entries(value).flatMap(([name, each]) => component(name, each)) : []
  })
}

/** The body of `/actuator/health/db` is one component without a name; its reader knows the name by the path. */
function single(body: JsonRecord): Omit<HealthComponent, 'path'>[] {
  const details = body.details
  const error = isRecord(details) ? details.error : undefined
  return typeof error === 'string' && body.status !== undefined ? component('', body) : []
}

function component(name: string, value: unknown): Omit<HealthComponent, 'path'>[] {
  if (itself.test(name)) return []
  if (Array.isArray(value)) return value.flatMap((each) => component(name, each))
  if (!isRecord(value)) return wordOf(value) === null ? [] : [described(name, wordOf(value), null, '')]
  const word = wordOf(value.status ?? value.state ?? value.health ?? value.healthy ?? value.ok ?? value.up)
  const parts = isRecord(value.components) ? Object.entries(value.components) : []
  const within = parts.flatMap(([part, each]) => component(`${name}/${part}`, each))
  if (within.length > 0) return within
  if (word === null && value.status === undefined) return []
  const details = isRecord(value.details) ? value.details : isRecord(value.data) ? value.data : value
  return [described(name, word, errorIn(value) ?? errorIn(details), String(details.database ?? ''))]
}

function described(name: string, word: HealthBody['word'], error: string | null, details: string) {
  const text = error === null ? null : mask(error).slice(0, textLength)
  const kind = kindOf(name, details)
  const failure = error === null || word === 'up' ? null : classifyFailure(`${kind ?? ''} ${error}`)
  return { name: maskName(name), kind, state: word ?? ('unknown' as const), text, failure }
}

function errorIn(value: JsonRecord): string | null {
  for (const key of ['error', 'err', 'exception', 'message', 'description', 'output', 'reason', 'cause']) {
    const text = value[key]
    if (typeof text === 'string' && text !== '') return text
    if (isRecord(text) && typeof text.message === 'string') return text.message
  }
  return null
}

function versionIn(body: JsonRecord): string | null {
  const build = isRecord(body.build) ? body.build : {}
  const version = body.version ?? body.releaseId ?? build.version
  return typeof version === 'string' ? mask(version) : null
}

/** `OK`, `Healthy`, `[-]etcd failed: reason withheld`, or one line `name: what is wrong` for each component. */
function plainText(text: string, failing: boolean): HealthBody {
  const word = wordOf(text)
  const components = text.split('\n', 50).flatMap((line) => {
    const mark = /^\[([+-])\]\s?([\w./-]+)\s*(.*)$/.exec(line)
    if (mark) return [described(mark[2] ?? '', mark[1] === '+' ? 'up' : 'down', mark[3] ?? null, '')]
    const said = failing ? /^([\w.-]{1,40}):\s+(.+)$/.exec(line) : null
    // Any line of an error page may look like that: only what is known by its name is a component.
    return said && kindOf(said[1] ?? '') !== null ? [described(said[1] ?? '', 'down', said[2] ?? '', '')] : []
  })
  return { word, components, version: null, structured: word !== null || components.length > 0 }
}
