import { OperatorError } from '../core/errors.ts'
import { addressText, parseAddress } from './address.ts'

export interface BrokerList {
  /** `host:port` each. */
  readonly brokers: readonly string[]
  /** Whether the list itself asks for TLS, as `SASL_SSL://host:9093` does. */
  readonly tls: boolean
}

/** Reads a list of brokers as Kafka's own tools, Spring and Heroku write it: commas, spaces and names of listeners are allowed. */
export function parseBrokers(text: string | readonly string[], place: string): BrokerList {
  const items = (typeof text === 'string' ? text.split(/[\s,;]+/) : text).filter((item) => item !== '')
  const read = items.map((item) => {
    const [, listener = '', rest = item] = /^([a-z_+-]+):\/\/(.*)$/i.exec(item) ?? []
    const address = rest.includes('@') ? undefined : parseAddress(rest.replace(/\/$/, ''), 9092)
    if (address === undefined) throw wrong(place, 'has a broker that is not host:port')
    return { broker: addressText(address), tls: /ssl/i.test(listener) }
  })
  if (read.length === 0) throw wrong(place, 'names no broker')
  return { brokers: read.map(({ broker }) => broker), tls: read.some(({ tls }) => tls) }
}

function wrong(place: string, state: string): OperatorError {
  return new OperatorError(`${place} ${state}`, {
    hint: 'write host:9092, or several separated by commas',
    exit: 'usage',
  })
}
