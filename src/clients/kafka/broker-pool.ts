import { CannotAsk } from '../../core/facts.ts'
import { type BrokerAddress, BrokerLink } from './broker-link.ts'
import { metadata } from './requests.ts'
import type { KafkaSettings } from './settings.ts'

/** A broker of the cluster, as it wants to be dialled. */
export interface AdvertisedBroker extends BrokerAddress {
  readonly id: number
}

/** The connections to the brokers of one cluster. */
export class BrokerPool {
  readonly bootstrap: BrokerLink
  readonly #settings: KafkaSettings
  readonly #links = new Map<number, BrokerLink>()

  constructor(bootstrap: BrokerLink, settings: KafkaSettings) {
    this.bootstrap = bootstrap
    this.#settings = settings
  }

  /** Those that could be connected to, by node id. */
  get links(): ReadonlyMap<number, BrokerLink> {
    return this.#links
  }

  /** Connects to a broker under the address it advertises, unless that is another cluster's. Gives the reason why it could not be, or null. */
  async join(broker: AdvertisedBroker, clusterId: string | null, signal: AbortSignal): Promise<CannotAsk | null> {
    const where = `${broker.host}:${broker.port}`
    if (where === this.bootstrap.where) {
      this.#links.set(broker.id, this.bootstrap)
      return null
    }
    try {
      const link = await BrokerLink.open(broker, this.#settings, signal)
      this.#links.set(broker.id, link)
      const answer = await link.ask(metadata([]), signal)
      if ((answer.clusterId ?? null) === clusterId) return null
      this.#links.delete(broker.id)
      await link.close()
      // An advertised localhost, say, is another machine's when seen from here.
      return new CannotAsk('unreachable', `${where} is, seen from here, another Kafka cluster`)
    } catch (error) {
      await this.#drop(broker.id)
      if (error instanceof CannotAsk) return error
      throw error
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.bootstrap, ...this.#links.values()].map((link) => link.close()))
  }

  async #drop(id: number): Promise<void> {
    await this.#links.get(id)?.close()
    this.#links.delete(id)
  }
}
