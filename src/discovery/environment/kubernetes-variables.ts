import { isIP } from 'node:net'
import type { Setting } from './setting.ts'
import { plainText } from './value.ts'

/**
 * Leaves out what the kubelet sets for each Service of the namespace: such a Service is there, which does not mean that anyone uses it.
 * https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
export function withoutServiceVariables(settings: readonly Setting[]): readonly Setting[] {
  const text = ({ value }: Setting) => plainText(value) ?? ''
  const services = new Set(
    settings.flatMap((setting) => {
      const [, service] = /^(\w+)_PORT(?:_\d+_(?:TCP|UDP|SCTP))?$/.exec(setting.name) ?? []
      return service !== undefined && /^(tcp|udp|sctp):\/\//.test(text(setting)) ? [service] : []
    }),
  )
  return settings.filter((setting) => {
    const [, service, host] = /^(\w+?)(?:_SERVICE_(HOST)|_SERVICE_PORT\w*|_PORT(?:_\d+_\w+)?)$/.exec(setting.name) ?? []
    if (service === undefined) return true
    return !services.has(service) && !(host !== undefined && isIP(text(setting)) !== 0)
  })
}
