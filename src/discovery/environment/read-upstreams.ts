import { urlParts } from '../../config/url-parts.ts'
import { splitHosts } from './connection-url.ts'
import type { ReadFor, Upstream } from './dependencies.ts'
import { clusterHostOf, isHost, isInPod, nameOfHost } from './host.ts'
import type { Setting } from './setting.ts'
import { plainText, soleSecret, textOf } from './value.ts'

/** What is reached over HTTP but is not called for its own sake: telemetry, proxies, and the service's own addresses. */
export const unrelated =
  /\b(OTEL|OTLP|OPENTELEMETRY|JAEGER|ZIPKIN|TEMPO|COLLECTOR|SENTRY DSN|DATADOG|DD|NEWRELIC|STATSD|PROMETHEUS|PUSHGATEWAY|LOKI|FLUENTD|PROXY|NO|CORS|ORIGINS?|PUBLIC|EXTERNAL|EXT|CALLBACK|REDIRECT|ISSUER|WEBHOOK|NEXTAUTH|HOMEPAGE|LISTEN|BIND|ADVERTISED|SELF|XMLNS|SCHEMA URL)\b|^(BASE|ROOT|SITE|APP|SERVER|HOST) URL$/

/** The services that are called: a URL of HTTP or gRPC, or `AUTH_SERVICE_ADDR=auth-service:8080`. */
export function readUpstreams(settings: readonly Setting[], around: ReadFor): readonly Upstream[] {
  const found = new Map<string, Upstream>()
  for (const setting of settings) {
    const upstream = upstreamOf(setting, settings, around)
    if (upstream === undefined) continue
    const key = `${upstream.host ?? upstream.url}:${upstream.port}`
    if (!found.has(key)) found.set(key, upstream)
  }
  return [...found.values()]
}

function upstreamOf(setting: Setting, settings: readonly Setting[], around: ReadFor): Upstream | undefined {
  if (unrelated.test(setting.words.join(' '))) return undefined
  const text = textOf(setting.value)?.trim()
  if (text === undefined) return unreadUpstream(setting)
  if (/^(https?|grpcs?|dns):\/\//i.test(text)) return ofUrl(setting, text, around)
  const port = settings.find(
    ({ name }) => name === setting.name.replace(/_SERVICE_HOST$/, '_SERVICE_PORT') && name !== setting.name,
  )
  return ofAddress(setting, port === undefined ? text : `${text}:${textOf(port.value)}`, around)
}

function ofUrl(setting: Setting, text: string, around: ReadFor): Upstream | undefined {
  const parts = urlParts(text)
  const [first, second] = splitHosts(parts?.hosts ?? '')
  // Of several hosts or of a template nobody knows which is called.
  if (parts === undefined || first === undefined || second !== undefined || !isHost(first.host)) return undefined
  const { host } = first
  // Where it listens itself.
  if (/^(0\.0\.0\.0|::)$/.test(host)) return undefined
  if (isOwn(host, around) || (!isInside(host, around) && !isCalled(setting))) return undefined
  const port = Number(first.port || (/^(https|grpcs)$/.test(parts.scheme) ? 443 : 80))
  return { ...placeOf(setting, host, port, around), url: urlOf(setting, parts) }
}

/** A URL without a login as text; with one, or out of a Secret, where it stands. */
function urlOf(setting: Setting, parts: NonNullable<ReturnType<typeof urlParts>>): string | null {
  if (!/^https?$/.test(parts.scheme)) return null
  const plain = plainText(setting.value)
  const isSecret =
    plain === undefined || parts.password !== undefined || /key|token|secret|pass/i.test([...parts.query.keys()].join())
  return isSecret ? (soleSecret(setting.value)?.reference ?? setting.reference) : plain.trim()
}

/** `productcatalogservice:3550`: whether HTTP or gRPC, the name does not say. */
function ofAddress(setting: Setting, text: string, around: ReadFor): Upstream | undefined {
  const isAddress =
    /(^|_)(SERVICE|SVC|API|GRPC|UPSTREAM|BACKEND)_?(ADDR|ADDRESS|ENDPOINT|URL|HOST|TARGET|HOSTPORT)$/.test(
      setting.words.join('_'),
    )
  const [, host = '', port] = /^([a-z0-9.-]+):(\d{2,5})(?:\/\S*)?$/i.exec(text) ?? []
  if (!isAddress || !isHost(host) || port === undefined || isOwn(host, around)) return undefined
  return { ...placeOf(setting, host, Number(port), around), url: null }
}

/** `AUTH_SERVICE_URL` out of a Secret names the service by itself. */
function unreadUpstream(setting: Setting): Upstream | undefined {
  const reference = soleSecret(setting.value)?.reference
  const [, name] = /^(.+_SERVICE)_(URL|URI|BASE_URL|ENDPOINT)$/.exec(setting.words.join('_')) ?? []
  if (reference === undefined || name === undefined) return undefined
  return {
    name: name.toLowerCase().replaceAll('_', '-'),
    ...{ host: null, port: null, url: reference, inPod: false, external: false, variable: setting.name },
  }
}

function placeOf(setting: Setting, host: string, port: number, around: ReadFor): Omit<Upstream, 'url'> {
  const external = !isInPod(host) && !isInside(host, around)
  const name = external ? host.toLowerCase() : (nameOfHost(host) ?? host.toLowerCase())
  return { ...{ name, host, port, external }, inPod: isInPod(host), variable: setting.name }
}

/** A Service of the cluster: a name of one label, or one that says so. Two labels are a Service and its namespace unless the second is a domain. */
function isInside(host: string, { namespace }: ReadFor): boolean {
  const inside = clusterHostOf(host, namespace)
  if (inside === null) return isInPod(host)
  return (
    inside.certain ||
    !/^(com|org|net|io|dev|app|ai|co|cloud|eu|de|uk|us|me|tech|local|internal)$/.test(inside.namespace)
  )
}

function isOwn(host: string, { service, namespace }: ReadFor): boolean {
  const inside = clusterHostOf(host, namespace)
  return inside !== null && inside.service === service && inside.namespace === namespace
}

/** Of the world outside only what is plainly an address to call: links, sites and buckets are not what a service needs to answer. */
function isCalled({ words }: Setting): boolean {
  return /\b(SERVICE|API|ENDPOINT|UPSTREAM|BACKEND|SERVER|AUTH|GATEWAY) (URL|URI|ENDPOINT|HOST|ADDR|BASE URL)$|\bAPI$/.test(
    words.join(' '),
  )
}
