import type { Answer, Exchange, HttpClient, NoAnswer } from '../../clients/http/client.ts'
import { CannotAsk } from '../../core/facts.ts'
import { mask } from '../../core/mask.ts'
import type { Health, HealthEndpoint, HealthSeen, HealthVerdict } from './health.ts'
import { type HealthBody, readHealthBody, worstByName } from './health-body.ts'
import {
  actuator,
  actuatorComponents,
  type HealthPath,
  kindOf,
  noSuchPage,
  roleOf,
  usualPaths,
} from './health-dialects.ts'

interface Asked extends HealthPath {
  readonly exchange: Exchange
}

/** An endpoint that exists, with all its answer said. */
interface Read {
  readonly endpoint: HealthEndpoint
  readonly body: HealthBody | null
}

const samples = 3

/** Asks every usual endpoint once and reads whatever dialect it answers in. */
export async function examineHealth(client: HttpClient): Promise<Health> {
  const paths = client.healthPaths?.map((path) => ({ path, role: roleOf(path) })) ?? withProbes(client.probePaths ?? [])
  const asked = await ask(client, paths)
  const silence = asked.map(({ exchange }) => exchange).filter((exchange) => exchange.kind === 'none')
  const [first] = silence
  if (first !== undefined && silence.length === asked.length) return unseen(client, tellingOf(silence) ?? first)
  const read = await existing(client, asked)
  const more = client.healthPaths === null && needsComponents(read) ? await componentPages(client) : []
  const all = [...read, ...more]
  return {
    reached: true,
    url: client.url,
    endpoints: read.map(({ endpoint }) => endpoint),
    components: componentsOf(all),
    latency: await latencyOf(client, read),
    ...clockOf(asked),
    version: all.flatMap(({ body }) => body?.version ?? [])[0] ?? null,
  }
}

function withProbes(probes: readonly string[]): readonly HealthPath[] {
  const others = probes.filter((path) => usualPaths.every((usual) => usual.path !== path))
  return [...usualPaths, ...others.map((path) => ({ path, role: roleOf(path) }))]
}

function ask(client: HttpClient, paths: readonly HealthPath[]): Promise<Asked[]> {
  return Promise.all(paths.map(async (each) => ({ ...each, exchange: await client.get(each.path) })))
}

/** A refusal and a silence are evidence; that there is no way there from here is none. */
function unseen({ url, loopback }: HttpClient, { why, code, text }: NoAnswer): Health {
  // Only on its own machine is a refusal proof that nothing runs there; elsewhere it may be a firewall.
  if (why === 'unreachable' || (!loopback && (why === 'refused' || why === 'reset')))
    throw new CannotAsk(
      'unreachable',
      `${url} is not reachable from here: ${text}`,
      'name a way to it (via) in the configuration',
    )
  if (why === 'foreign')
    throw new CannotAsk(
      'failed',
      `what listens at ${url} does not speak HTTP: ${text}`,
      'is the port right, and is it https?',
    )
  if (why === 'tls' && code !== 'CERT_HAS_EXPIRED')
    throw new CannotAsk(
      'failed',
      `no trusted TLS connection to ${url}: ${text}`,
      'set tls of the service (ca, servername) in the configuration',
    )
  return { reached: false, url, loopback, why, code, text }
}

/** The refusal of one path tells more than the silence of another. */
function tellingOf(silence: readonly NoAnswer[]): NoAnswer | undefined {
  const order: readonly NoAnswer['why'][] = ['refused', 'tls', 'foreign', 'silent', 'reset', 'unreachable']
  return silence.toSorted((left, right) => order.indexOf(left.why) - order.indexOf(right.why))[0]
}

/** Leaves out what is not there, also where a service answers 5xx for every page it does not know. */
async function existing(client: HttpClient, asked: readonly Asked[]): Promise<readonly Read[]> {
  const read = asked.flatMap((each) => readOne(each, client.healthPaths !== null))
  const doubtful = read.filter(({ endpoint, body }) => endpoint.verdict === 'down' && body?.structured === false)
  const someUp = read.some(({ endpoint }) => endpoint.verdict === 'up')
  if (doubtful.length === 0 || !someUp || client.healthPaths !== null) return read
  const control = await client.get(noSuchPage)
  if (control.kind === 'none') return read
  return read.filter((each) => !doubtful.includes(each) || each.endpoint.status !== control.status)
}

function readOne({ path, role, exchange }: Asked, configured: boolean): readonly Read[] {
  const base = { path, role, text: null }
  if (exchange.kind === 'none') {
    const text = exchange.text
    return [{ endpoint: { ...base, status: null, latencyMs: null, verdict: 'silent', text }, body: null }]
  }
  const { status, latencyMs } = exchange
  const body = readHealthBody(exchange.body, status >= 500)
  const verdict = verdictOf(exchange, body)
  if (verdict === 'absent') {
    if (!configured) return []
    return [{ endpoint: { ...base, status, latencyMs, verdict: 'unclear', text: 'there is no such page' }, body: null }]
  }
  return [{ endpoint: { ...base, status, latencyMs, verdict, text: textOf(verdict, exchange, body) }, body }]
}

function verdictOf({ status, contentType }: Answer, body: HealthBody): HealthVerdict | 'absent' {
  if (status === 401 || status === 403) return 'forbidden'
  if (status >= 500 && status !== 501) return 'down'
  if (status >= 400 && status !== 429) return 'absent'
  if (status < 200 || status >= 300) return status === 501 ? 'absent' : 'unclear'
  // A page for people, as single-page applications serve it for every path, says nothing of health.
  if (body.word === null && /html/i.test(contentType)) return 'unclear'
  return body.word ?? 'up'
}

function textOf(verdict: HealthVerdict, { body }: Answer, { components, structured }: HealthBody): string | null {
  if (verdict !== 'down' && verdict !== 'degraded') return null
  const down = components
    .filter(({ state }) => state !== 'up')
    .map(({ name, text }) => (text ? `${name}: ${text}` : name))
  if (down.length > 0) return down.join('; ')
  return structured ? null : mask(body.slice(0, 200).replace(/\s+/g, ' ').trim()) || null
}

/** Without the right to see details the actuator names its components only page by page; not needed where another page lists them. */
function needsComponents(read: readonly Read[]): boolean {
  const listed = read.some(({ body }) => (body?.components.length ?? 0) > 0)
  return !listed && read.some(({ endpoint, body }) => endpoint.path === actuator && body !== null)
}

async function componentPages(client: HttpClient): Promise<readonly Read[]> {
  const pages = actuatorComponents.map((name) => ({ path: `${actuator}/${name}`, role: 'overall' as const }))
  return (await ask(client, pages))
    .filter(({ exchange }) => exchange.kind === 'answer')
    .flatMap((each) => readOne(each, false))
    .filter(({ endpoint }) => endpoint.verdict !== 'forbidden')
    .map((each) => ({ ...each, body: each.body && named(each.body, each.endpoint.path.split('/').at(-1) ?? '') }))
}

/** A page about one component, as a body that lists it. */
function named(body: HealthBody, name: string): HealthBody {
  const [said] = body.components.filter((each) => each.name === '')
  const one = { text: null, failure: null, ...said, name, kind: kindOf(name), state: body.word ?? ('unknown' as const) }
  return { ...body, components: [one] }
}

function componentsOf(read: readonly Read[]): HealthSeen['components'] {
  const all = read.flatMap(({ endpoint, body }) =>
    (body?.components ?? []).filter(({ name }) => name !== '').map((each) => ({ ...each, path: endpoint.path })),
  )
  return worstByName(all)
}

async function latencyOf(client: HttpClient, read: readonly Read[]): Promise<HealthSeen['latency']> {
  const cheapest = read
    .map(({ endpoint }) => endpoint)
    .filter(({ verdict }) => verdict === 'up')
    .toSorted(
      (left, right) =>
        Number(right.role === 'liveness') - Number(left.role === 'liveness') ||
        (left.latencyMs ?? 0) - (right.latencyMs ?? 0),
    )[0]
  if (cheapest === undefined) return null
  const samplesMs: number[] = []
  for (let sample = 0; sample < samples; sample += 1) {
    const answer = await client.again(cheapest.path)
    if (answer.kind === 'answer') samplesMs.push(answer.latencyMs)
  }
  const medianMs = samplesMs.toSorted((left, right) => left - right)[Math.floor(samplesMs.length / 2)]
  return medianMs === undefined ? null : { path: cheapest.path, samplesMs, medianMs }
}

/** Every answer names only its second; the one in the middle of all is closest to the truth. */
function clockOf(asked: readonly Asked[]): Pick<HealthSeen, 'clockSkewMs' | 'clockWithinMs'> {
  const seen = asked
    .flatMap(({ exchange }) => (exchange.kind === 'answer' && exchange.clockSkewMs !== null ? [exchange] : []))
    .toSorted((left, right) => (left.clockSkewMs ?? 0) - (right.clockSkewMs ?? 0))
  const middle = seen[Math.floor(seen.length / 2)]
  return { clockSkewMs: middle?.clockSkewMs ?? null, clockWithinMs: middle?.clockWithinMs ?? null }
}
