/** What a container or a volume asks for and does not get. */
export interface ConfigFault {
  readonly fault: 'missing-secret' | 'missing-config-map' | 'missing-key' | 'run-as-root' | 'other'
  /** `secret/db`, `config-map/app`; null where the text names none. */
  readonly object: string | null
  readonly key: string | null
}

/** Read from what a kubelet says of a container that it cannot set up, or of a volume that it cannot mount. */
export function configFaultOf(message: string): ConfigFault {
  const key = /couldn't find key (\S+) in (Secret|ConfigMap) \S*?([^/\s]+)$/i.exec(message.trim())
  if (key) return { fault: 'missing-key', object: nameOf(key[2], key[3]), key: key[1] ?? null }
  const absent = /references non-existent (secret|config) key: (\S+)/i.exec(message)
  if (absent) return { fault: 'missing-key', object: null, key: absent[2] ?? null }
  const gone = /\b(secret|configmap)s? "([^"]+)" not found/i.exec(message)
  if (gone) {
    const fault = /^secret/i.test(gone[1] ?? '') ? 'missing-secret' : 'missing-config-map'
    return { fault, object: nameOf(gone[1], gone[2]), key: null }
  }
  if (/runAsNonRoot|run as root|non-root policy/i.test(message))
    return { fault: 'run-as-root', object: null, key: null }
  return { fault: 'other', object: null, key: null }
}

function nameOf(kind = '', name = ''): string {
  return `${kind.toLowerCase() === 'secret' ? 'secret' : 'config-map'}/${name}`
}
