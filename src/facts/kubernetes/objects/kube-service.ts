import type { Kind } from '../../../clients/kubernetes/client.ts'
import { flagAt, listAt, numberAt, textAt, textsAt } from '../../../core/json.ts'
import { type Meta, readMeta, writtenAgoMs } from './meta.ts'

/** Kubernetes' own Service: a name and ports in front of pods. */
export interface KubeService extends Meta {
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName'
  /** Null where it is headless or an ExternalName. */
  readonly clusterIp: string | null
  readonly headless: boolean
  readonly externalName: string | null
  /** Empty where it has none: somebody else writes its endpoints. */
  readonly selector: Readonly<Record<string, string>>
  readonly ports: readonly ServicePort[]
  readonly publishNotReady: boolean
  /** Since its selector, ports or type were written the last time. */
  readonly writtenAgoMs: number
}

export interface ServicePort {
  readonly name: string | null
  readonly port: number
  /** A number, or the name of a port of the container. */
  readonly targetPort: number | string
  readonly protocol: string
  readonly appProtocol: string | null
}

/** Services, as the API holds them. */
export const kubeServices: Kind<KubeService> = {
  group: '',
  version: 'v1',
  resource: 'services',
  namespaced: true,
  read: readKubeService,
}

function readKubeService(raw: unknown, now: number): KubeService {
  const ip = textAt(raw, 'spec', 'clusterIP')
  const type = textAt(raw, 'spec', 'type')
  const meta = readMeta(raw, now)
  return {
    ...meta,
    type: (['NodePort', 'LoadBalancer', 'ExternalName'] as const).find((each) => each === type) ?? 'ClusterIP',
    clusterIp: ip === 'None' || ip === '' ? null : ip,
    headless: ip === 'None',
    externalName: textAt(raw, 'spec', 'externalName'),
    selector: textsAt(raw, 'spec', 'selector'),
    ports: listAt(raw, 'spec', 'ports').map(readPort),
    publishNotReady: flagAt(raw, 'spec', 'publishNotReadyAddresses'),
    writtenAgoMs: writtenAgoMs(raw, ['spec'], now) ?? meta.createdAgoMs,
  }
}

/** Without a target port the port itself is meant. */
function readPort(raw: unknown): ServicePort {
  const port = numberAt(raw, 'port') ?? 0
  return {
    name: textAt(raw, 'name'),
    port,
    targetPort: numberAt(raw, 'targetPort') ?? textAt(raw, 'targetPort') ?? port,
    protocol: textAt(raw, 'protocol') ?? 'TCP',
    appProtocol: textAt(raw, 'appProtocol'),
  }
}
