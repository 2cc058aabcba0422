import type { HttpSettings } from '../clients/http/settings.ts'
import type { Target } from '../core/target.ts'
import { addressText } from './address.ts'
import type { Context } from './context.ts'
import { kafkaParts } from './kafka-parts.ts'
import type { Part } from './part.ts'
import { postgresParts } from './postgres-parts.ts'
import { redisParts } from './redis-parts.ts'
import type { ServiceConfig } from './schema/service.ts'
import type { ScopedConnection } from './scoped-connection.ts'
import { parseServiceUrl, type ServiceUrl } from './service-url.ts'
import { tlsOf } from './tls-settings.ts'
import { reachOf } from './ways.ts'
import { written } from './written.ts'

/** What a service talks to. */
export interface NeededParts {
  readonly parts: readonly Part[]
  readonly uses: readonly string[]
}

/** A service and everything it needs. */
export async function serviceParts(config: ServiceConfig, around: Context): Promise<readonly Part[]> {
  const context = { ...around, via: config.via ?? around.via }
  const needed = await neededParts(config, context)
  const found = await locate(config, context)
  const { restart, rollback } = config.commands ?? {}
  const service: Part = {
    key: serviceKey(context.service),
    system: 'service',
    kind: 'service',
    name: context.service,
    named: true,
    dependsOn: [...needed.uses, ...(config.dependsOn ?? []).map(serviceKey)],
    addresses: found === undefined ? [] : [addressText(found.address)],
    handles: { ...(restart && { restart }), ...(rollback && { rollback }) },
    connect: (target) => [...httpConnections(config, target, context), ...logConnections(config, target, context)],
  }
  return [service, ...needed.parts]
}

/** The systems that the entry of a service names, in the order of the file format. */
export async function neededParts(config: ServiceConfig, context: Context): Promise<NeededParts> {
  const inside = (field: string) => ({ ...context, place: `${context.place}.${field}` })
  const postgres = await postgresParts(config.postgres, inside('postgres'))
  const redis = await redisParts(config.redis, inside('redis'))
  const kafka = await kafkaParts(config.kafka, inside('kafka'))
  const others = [...redis, ...kafka]
  return { parts: [...postgres.parts, ...others], uses: [...postgres.uses, ...others.map(({ key }) => key)] }
}

export function serviceKey(name: string): string {
  return `service ${name}`
}

async function locate({ url }: ServiceConfig, { place, references }: Context): Promise<ServiceUrl | undefined> {
  const text = url === undefined ? undefined : await references.peek(url, `${place}.url`)
  return text === undefined || url === undefined
    ? undefined
    : parseServiceUrl(text, references.nameOf(url, `${place}.url`))
}

/** The HTTP side that the entry of a service names; none without a URL. */
export function httpConnections(config: ServiceConfig, target: Target, context: Context): readonly ScopedConnection[] {
  if (config.url === undefined) return []
  const reach = reachOf(context.via, context.forward)
  return [
    {
      system: 'http',
      target,
      ...(reach.notDialled && { notDialled: reach.notDialled }),
      written: { ...written({ url: config.url, authorization: config.authorization }), via: reach.words },
      settings: async () => ({ ...(await httpSettings(config, config.url ?? '', context)), dial: reach.dial }),
    },
  ]
}

async function httpSettings(
  config: ServiceConfig,
  url: NonNullable<ServiceConfig['url']>,
  { place, references }: Context,
): Promise<Omit<HttpSettings, 'dial'>> {
  const text = await references.text(url, `${place}.url`)
  const found = parseServiceUrl(text, references.nameOf(url, `${place}.url`))
  const own = config.authorization && (await references.secret(config.authorization, `${place}.authorization`))
  const authorization = own ?? found.authorization
  const tls = await tlsOf(config.tls, false, `${place}.tls`, references)
  const { paths, metrics } = config.health ?? {}
  return {
    url: found.url,
    ...(paths && { healthPaths: paths }),
    ...(metrics && { metrics }),
    ...(authorization && { authorization }),
    ...(tls && { tls }),
  }
}

/** The log files that the entry of a service names. */
export function logConnections(
  config: ServiceConfig,
  target: Target,
  { references }: Context,
): readonly ScopedConnection[] {
  if (config.logs === undefined) return []
  const files = config.logs.files.map((file) => references.path(file))
  return [{ system: 'logs', target, written: { files: files.join(', ') }, settings: async () => ({ files }) }]
}
