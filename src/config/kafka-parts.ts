import type { KafkaSettings } from '../clients/kafka/settings.ts'
import { parseAddress } from './address.ts'
import { type BrokerList, parseBrokers } from './broker-list.ts'
import { type Context, entriesOf, placeKey } from './context.ts'
import type { Part, Wishes } from './part.ts'
import type { KafkaConfig } from './schema/kafka.ts'
import { tlsOf } from './tls-settings.ts'
import { type Reach, reachOf } from './ways.ts'
import { written } from './written.ts'

export async function kafkaParts(
  config: KafkaConfig | KafkaConfig[] | undefined,
  context: Context,
): Promise<readonly Part[]> {
  return Promise.all(entriesOf(config, context).map((each) => kafkaPart(each.entry, each.context, each.suffix)))
}

async function kafkaPart(entry: KafkaConfig, context: Context, suffix: string): Promise<Part> {
  const found = await locate(entry, context)
  const brokers = found?.brokers ?? []
  const reach = reachOf(entry.via ?? context.via, context.forward)
  return {
    key: `kafka ${found === undefined ? JSON.stringify(entry.brokers) : keyOf(brokers, context)}`,
    system: 'kafka',
    kind: 'cluster',
    name: entry.name ?? `${context.service}-kafka${suffix}`,
    named: entry.name !== undefined,
    dependsOn: [],
    addresses: brokers,
    handles:
      brokers.length === 0 ? {} : { client: ['kafka-consumer-groups.sh', '--bootstrap-server', brokers.join(',')] },
    wishes: wishesOf(entry),
    connect(target, pinned, wishes) {
      const identity = entry.identity ?? pinned
      return [
        {
          system: 'kafka',
          target,
          ...(identity !== undefined && { pinnedIdentity: identity }),
          ...(reach.notDialled && { notDialled: reach.notDialled }),
          written: {
            ...(typeof entry.brokers === 'string' && written({ brokers: entry.brokers })),
            ...written({ password: entry.sasl?.password }),
            ...(brokers.length > 0 && { address: brokers.join(', ') }),
            via: reach.words,
          },
          settings: () => settingsOf(entry, context, reach, wishes),
        },
      ]
    },
  }
}

async function settingsOf(entry: KafkaConfig, context: Context, reach: Reach, wishes: Wishes): Promise<KafkaSettings> {
  const { place, references } = context
  const { brokers, tls: wanted } = await resolved(entry, context)
  const tls = await tlsOf(entry.tls, wanted, `${place}.tls`, references)
  const sasl = entry.sasl && {
    mechanism: entry.sasl.mechanism,
    username: entry.sasl.username,
    password: await references.secret(entry.sasl.password, `${place}.sasl.password`),
  }
  // Directly, the driver itself is the best judge of what went wrong.
  const dial = reach.words === 'direct' ? {} : { dial: reach.dial }
  return { brokers, ...(sasl && { sasl }), ...(tls && { tls }), ...dial, ...wishes }
}

async function locate(entry: KafkaConfig, context: Context): Promise<BrokerList | undefined> {
  const { brokers } = entry
  const place = `${context.place}.brokers`
  if (typeof brokers !== 'string') return parseBrokers(brokers, place)
  const text = await context.references.peek(brokers, place)
  return text === undefined ? undefined : parseBrokers(text, context.references.nameOf(brokers, place))
}

async function resolved({ brokers }: KafkaConfig, { place, references }: Context): Promise<BrokerList> {
  if (typeof brokers !== 'string') return parseBrokers(brokers, `${place}.brokers`)
  const text = await references.text(brokers, `${place}.brokers`)
  return parseBrokers(text, references.nameOf(brokers, `${place}.brokers`))
}

function keyOf(brokers: readonly string[], context: Context): string {
  return brokers
    .map((broker) => {
      const address = parseAddress(broker, 9092)
      return address === undefined ? broker : placeKey(address, context)
    })
    .toSorted()
    .join(',')
}

function wishesOf({ groups, topics }: KafkaConfig): Wishes {
  return { ...(groups && { groups }), ...(topics && { topics }) }
}
