interface Port {
  readonly name: string
  readonly port: number
  readonly targetPort?: number
  readonly protocol: 'TCP' | 'UDP'
}

interface ServiceOnNode {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly ports: readonly Port[]
  readonly node: string
  readonly clusterIP?: string
}

/** A Service of kube-system for a program that runs beside the kubelet, not in a pod. */
export function serviceOnNode({ name, labels, ports, node, clusterIP }: ServiceOnNode): readonly object[] {
  const metadata = { name, namespace: 'kube-system', labels }
  return [
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata,
      spec: {
        ...(clusterIP && { clusterIP }),
        ports: ports.map(({ targetPort, ...port }) => ({ ...port, targetPort: targetPort ?? port.port })),
      },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { ...metadata, labels: { ...labels, 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      ports: ports.map(({ name, port, targetPort, protocol }) => ({ name, protocol, port: targetPort ?? port })),
      endpoints: [{ addresses: [node], conditions: { ready: true } }],
    },
  ]
}
