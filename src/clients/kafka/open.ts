import type { Connection } from '../../core/connection.ts'
import { type Budget, CannotAsk } from '../../core/facts.ts'
import { type BrokerAddress, BrokerLink } from './broker-link.ts'
import { BrokerPool } from './broker-pool.ts'
import { readCluster } from './cluster.ts'
import { KafkaSession } from './session.ts'
import type { KafkaSettings } from './settings.ts'

// Of the time given for connecting, so that what is said at its end is ours (which broker, in which state) and not only "no answer".
const OWN_SHARE = 0.9

/** Connects to a Kafka cluster: to the first bootstrap broker that answers, then to each broker under the address it advertises. */
export async function openKafka(settings: KafkaSettings, budget: Budget): Promise<Connection> {
  const signal = AbortSignal.any([budget.signal, AbortSignal.timeout(Math.ceil(budget.milliseconds * OWN_SHARE))])
  const bootstrap = await firstToAnswer(settings, signal)
  const pool = new BrokerPool(bootstrap, settings)
  try {
    const cluster = await readCluster(pool, settings, signal)
    const client = new KafkaSession(pool, cluster, {
      groups: settings.groups ?? null,
      topics: settings.topics ?? null,
    })
    return {
      client,
      vantage: 'operator',
      roundTripMs: bootstrap.roundTripMs,
      identity: cluster.id,
      sequential: false,
      close: () => pool.close(),
    }
  } catch (error) {
    await pool.close()
    throw error
  }
}

/** All bootstrap brokers are tried at once; a refused login is decisive, as every broker would refuse it. */
async function firstToAnswer(settings: KafkaSettings, signal: AbortSignal): Promise<BrokerLink> {
  const enough = new AbortController()
  const tries = settings.brokers.map(async (broker) => {
    const link = await BrokerLink.open(addressOf(broker), settings, AbortSignal.any([signal, enough.signal]))
    if (!enough.signal.aborted) return link
    await link.close()
    throw enough.signal.reason
  })
  const refused = Promise.withResolvers<never>()
  for (const each of tries) each.catch((error) => isKind(error, 'authentication') && refused.reject(error))
  try {
    return await Promise.race([Promise.any(tries), refused.promise])
  } catch (error) {
    throw error instanceof AggregateError ? mostTelling(error.errors) : error
  } finally {
    enough.abort()
  }
}

/** A broker that answered something tells more than one that is silent, and that more than one that is not there. */
function mostTelling(errors: readonly unknown[]): unknown {
  const order = ['forbidden', 'failed', 'unsupported', 'hung', 'unreachable'] as const
  const kind = order.find((candidate) => errors.some((error) => isKind(error, candidate)))
  return errors.find((error) => kind !== undefined && isKind(error, kind)) ?? errors[0] ?? noBrokers()
}

function isKind(error: unknown, kind: CannotAsk['unasked']['kind']): boolean {
  return error instanceof CannotAsk && error.unasked.kind === kind
}

function noBrokers(): CannotAsk {
  return new CannotAsk('failed', 'no broker is configured', 'brokers: [host:port] in usrops.yaml')
}

function addressOf(broker: string): BrokerAddress {
  const [, host = broker, port = '9092'] = /^\[?(.+?)\]?(?::(\d+))?$/.exec(broker) ?? []
  return { host, port: Number(port) }
}
