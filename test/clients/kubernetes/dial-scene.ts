import { podOf } from './pods.ts'

const page = (name: string) => `mkdir -p /w; echo ${name} > /w/index.html; exec httpd -f -p 8080 -h /w`
const ready = (port: number) => ({ tcpSocket: { port }, periodSeconds: 1 })

/**
 * Two pods that answer with their names on the port `http`, one that is never ready, and Services of every kind: before them, before nothing, and before
 * an address outside of the cluster.
 */
export function scene(namespace: string, image: string, outside: { host: string; port: number }) {
  return [
    web(image, 'web-a', { spec: { hostname: 'web-a', subdomain: 'members' } }),
    web(image, 'web-b', { spec: { hostname: 'web-b', subdomain: 'members' } }),
    web(image, 'unready', { labels: { role: 'unready' }, probe: 9 }),
    service('web', { selector: { role: 'web' }, ports: [port('web', 80, 'http'), port('other', 81, 8081)] }),
    service('members', { clusterIP: 'None', selector: { role: 'web' }, ports: [port('web', 1, 1)] }),
    service('unready', { selector: { role: 'unready' }, ports: [port('web', 80, 'http')] }),
    service('nobody', { selector: { role: 'nobody' }, ports: [port('web', 80, 'http')] }),
    service('elsewhere', { ports: [port('web', 80, 80)] }),
    service('alias', { type: 'ExternalName', externalName: `web.${namespace}.svc.cluster.local` }),
    service('address', { type: 'ExternalName', externalName: outside.host }),
    service('ring', { type: 'ExternalName', externalName: `ring.${namespace}.svc` }),
    {
      ...{ apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', addressType: 'IPv4' },
      metadata: { name: 'elsewhere-1', labels: { 'kubernetes.io/service-name': 'elsewhere' } },
      ports: [{ name: 'web', protocol: 'TCP', port: outside.port }],
      endpoints: [{ addresses: [outside.host] }],
    },
  ]
}

function web(image: string, name: string, more: { labels?: object; spec?: object; probe?: number } = {}) {
  const pod = podOf(name, image, page(name), {
    labels: { role: 'web', ...more.labels },
    ...(more.spec && { spec: more.spec }),
  })
  const [container] = pod.spec.containers
  const ports = [{ name: 'http', containerPort: 8080 }]
  return {
    ...pod,
    spec: { ...pod.spec, containers: [{ ...container, ports, readinessProbe: ready(more.probe ?? 8080) }] },
  }
}

function service(name: string, spec: object) {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name }, spec }
}

function port(name: string, number: number, targetPort: number | string) {
  return { name, port: number, targetPort }
}
