import type { Value } from './dependencies.ts'
import { isTooLong, joined } from './value.ts'

/**
 * Replaces `$(NAME)` as the kubelet does: `$$` is a dollar sign, and what is not defined stays as it is written.
 * https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
 */
export function expand(text: string, defined: (name: string) => Value | undefined): Value {
  const pieces = [...text.matchAll(/\$\$|\$\(([^)]*)\)|[^$]+|\$/g)].flatMap<Value[number]>(([whole, name]) => {
    if (whole === '$$') return ['$']
    if (name === undefined) return [whole]
    return defined(name) ?? serviceVariable(name) ?? [whole]
  })
  return isTooLong(pieces) ? [text] : joined(pieces)
}

/**
 * The variables that the kubelet itself sets for each Service of the namespace, as far as the name tells them: the host is the Service, its port is the usual one.
 * https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
 */
function serviceVariable(name: string): Value | undefined {
  const [, service, what] = /^([A-Z][A-Z0-9_]*)_SERVICE_(HOST|PORT)$/.exec(name) ?? []
  if (service === undefined) return undefined
  return what === 'HOST' ? [service.toLowerCase().replaceAll('_', '-')] : []
}
