import { setTimeout as sleep } from 'node:timers/promises'
import { collections } from '../kube-hand.ts'
import type { ClusterScenario } from '../scenario.ts'
import { untilFelt } from '../signs.ts'

/** Ways that lead nowhere. */
export const selectorMatchesNothing: ClusterScenario = {
  name: 'selector-matches-nothing',
  story: 'somebody changed a label in the selector of the Service',
  cause: 'selector-matches-nothing',
  remedy: 'manual',
  async inject(stage) {
    const { kube, names } = stage
    const before = (await kube.get(collections.services, names.kubeService))?.spec.selector
    const label = names.release === null ? 'tier' : 'app.kubernetes.io/component'
    await kube.patch(collections.services, names.kubeService, { spec: { selector: { [label]: 'frontend' } } })
    await untilFelt(stage)
    return {
      target: { system: 'service', name: names.service, id: { service: names.kubeService } },
      mayChange: /^services /,
      heal: () => kube.patch(collections.services, names.kubeService, { spec: { selector: before } }),
    }
  },
}

export const portMismatch: ClusterScenario = {
  name: 'port-mismatch',
  story: 'somebody changed the port to which the Service sends',
  cause: 'port-mismatch',
  remedy: 'manual',
  async inject(stage) {
    const { kube, names } = stage
    const port = (targetPort: string | number) => ({ spec: { ports: [{ port: 80, targetPort }] } })
    await kube.patch(collections.services, names.kubeService, port(8081))
    await untilFelt(stage)
    return {
      target: { system: 'service', name: names.service, id: { service: names.kubeService } },
      mayChange: /^services /,
      heal: () => kube.patch(collections.services, names.kubeService, port('http')),
    }
  },
}

export const ingressWithoutTargets: ClusterScenario = {
  name: 'ingress-without-targets',
  story: 'an Ingress leads to a Service that does not exist',
  cause: 'ingress-without-targets',
  remedy: 'manual',
  async inject({ kube, names }) {
    const service = (name: string) => ({ service: { name, port: { number: 80 } } })
    const path = (at: string, name: string) => ({ path: at, pathType: 'Prefix', backend: service(name) })
    await kube.create(collections.ingresses, {
      metadata: { name: 'public', labels: { 'app.kubernetes.io/part-of': names.service } },
      spec: {
        rules: [
          {
            host: 'users.example.com',
            http: { paths: [path('/', names.kubeService), path('/v2', `${names.kubeService}-v2`)] },
          },
        ],
      },
    })
    return {
      target: { system: 'service', name: names.service, id: { ingress: 'public' } },
      heal: () => kube.delete(collections.ingresses, 'public'),
    }
  },
}

export const networkPolicyDenies: ClusterScenario = {
  name: 'network-policy-denies',
  story: 'a network policy cuts the service off from its database',
  cause: 'network-policy-denies',
  remedy: 'manual',
  async inject(stage) {
    const { kube, names, cluster, systems, postgres, auth } = stage
    const web = await kube.get(collections.deployments, names.web)
    const allowed = [systems.redis.port, systems.kafka.port, Number(new URL(auth.url).port), 53].map((port) => ({
      port,
    }))
    await kube.create(collections.policies, {
      metadata: { name: 'egress-of-web' },
      spec: {
        podSelector: web?.spec.selector,
        policyTypes: ['Egress'],
        egress: [{ ports: [...allowed, { port: 53, protocol: 'UDP' }] }],
      },
    })
    // The bridge of the bench does not enforce policies; this is what one that does would do.
    const rule = ['FORWARD', '-p', 'tcp', '--dport', String(systems.postgres.port), '-j', 'DROP']
    await cluster.onNode('iptables', '-I', ...rule)
    await postgres.hangUp(names.app.user)
    await untilFelt(stage)
    return {
      target: { system: 'service', name: names.service, id: { policy: 'egress-of-web' } },
      async heal() {
        await cluster.onNode('iptables', '-D', ...rule)
        await kube.delete(collections.policies, 'egress-of-web')
      },
    }
  },
}

export const namesUnknown: ClusterScenario = {
  name: 'cluster-dns-failing',
  story: 'the name service of the cluster is down, and connections have to be made again',
  cause: 'cluster-dns-failing',
  remedy: 'manual',
  async inject(stage) {
    const { kube, names, cluster, postgres } = stage
    await cluster.parts.nameService.stop()
    // As the probes of its pods would have it.
    const slice = (ready: boolean) => ({ endpoints: [{ addresses: dnsAddress, conditions: { ready } }] })
    const [found] = await kube.list(
      collections.slices,
      '?labelSelector=kubernetes.io%2Fservice-name%3Dkube-dns',
      'kube-system',
    )
    const dnsAddress = found?.endpoints[0].addresses
    const where = { namespace: 'kube-system' }
    await kube.patch(collections.slices, found?.metadata.name ?? '', slice(false), where)
    await postgres.hangUp(names.app.user)
    await untilFelt(stage)
    return {
      target: { system: 'cluster' },
      async heal() {
        await cluster.parts.nameService.start()
        await kube.patch(collections.slices, found?.metadata.name ?? '', slice(true), where)
        await sleep(500)
      },
    }
  },
}

export const nodeLost: ClusterScenario = {
  name: 'node-lost',
  story: 'the node does not answer any more',
  cause: 'node-lost',
  remedy: 'manual',
  async inject(stage) {
    const { kube, cluster } = stage
    cluster.parts.kubelet.pause()
    await untilFelt(stage)
    const [node] = await kube.list(collections.nodes, '', null)
    return {
      target: { system: 'cluster', id: { node: node?.metadata.name ?? '' } },
      heal: async () => cluster.parts.kubelet.resume(),
    }
  },
}
