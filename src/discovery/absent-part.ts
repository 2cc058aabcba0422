import type { Part } from '../config/part.ts'
import type { AbsentService } from './choose-services.ts'
import { clusterKey, never } from './cluster-part.ts'

/** A service that was meant but cannot be looked at: said, never silence. */
export function absentPart({ name, cluster, namespace, unasked }: AbsentService): Part {
  return {
    key: `service ${cluster}/${namespace ?? ''}/${name}`,
    system: 'service',
    ...(cluster !== '' && { cluster }),
    ...(namespace !== undefined && { namespace }),
    kind: 'service',
    name,
    named: true,
    dependsOn: [clusterKey(cluster)],
    addresses: [],
    handles: {},
    connect: (target) => [
      { system: 'kubernetes', target, notDialled: unasked, written: {}, settings: async () => never(unasked) },
    ],
  }
}
