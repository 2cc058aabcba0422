import { describe, expect, it } from 'vitest'
import { patched, type World, withObject } from '../facts/kubernetes/recording.ts'
import { broken } from '../facts/kubernetes/world-facts.ts'
import { answering, complaining } from './service-shown.ts'
import { causesIn, judgedWorld, remediesIn } from './world-case.ts'

const failing = [...answering(200, 5), ...answering(500, 15)]
const database = { system: 'postgres', kind: 'database', name: 'users-db' }

describe('the way in', () => {
  it.each([
    ['orders', 'selector-matches-nothing kube-service orders: high'],
    ['basket', 'selector-matches-nothing kube-service basket: high'],
    ['mail', 'port-mismatch kube-service mail 80: high'],
    ['search', 'port-mismatch kube-service search 80: medium'],
    ['profile', 'ingress-without-targets ingress profile: high'],
    ['avatar', 'ingress-without-targets ingress avatar: high'],
  ])('of %s has one cause that explains all', async (name, cause) => {
    const judgement = await judgedWorld(broken, `shop deployment/${name}`)
    expect(causesIn(judgement)).toEqual([cause])
    expect(judgement.unexplained).toEqual([])
  })

  it.each([
    ['orders', `patch service orders --type merge -p '{"spec":{"selector":{"app":"orders"}}}'`],
    ['basket', `patch service basket --type merge -p '{"spec":{"selector":{"app":"basket","tier":null}}}'`],
    ['mail', `patch service mail -p '{"spec":{"ports":[{"port":80,"targetPort":"web"}]}}'`],
    ['search', `patch service search -p '{"spec":{"ports":[{"port":80,"targetPort":8080}]}}'`],
    [
      'profile',
      `patch ingress profile --type json -p '[{"op":"test","path":"/spec/rules/0/http/paths/0/backend/service/name","value":"profiles"},{"op":"replace","path":"/spec/rules/0/http/paths/0/backend/service","value":{"name":"profile","port":{"number":80}}}]'`,
    ],
  ])('of %s is opened by one command', async (name, command) => {
    const remedies = remediesIn(await judgedWorld(broken, `shop deployment/${name}`))
    expect(remedies).toEqual([`kubectl --context test -n shop ${command}`])
  })

  it('of some requests may be closed on purpose, and is opened by hand', async () => {
    const path = (at: string, name: string) => ({
      ...{ path: at, pathType: 'Prefix', backend: { service: { name, port: { number: 80 } } } },
    })
    const world = withObject(broken, 'ingresses', {
      metadata: { name: 'public', namespace: 'shop', labels: { 'app.kubernetes.io/part-of': 'user-service' } },
      spec: {
        rules: [{ host: 'users.example.com', http: { paths: [path('/', 'user-service'), path('/v2', 'users-v2')] } }],
      },
    })
    const judgement = await judgedWorld(world, 'shop deployment/user-service')
    expect(causesIn(judgement)).toEqual(['ingress-without-targets ingress public: medium'])
    expect(remediesIn(judgement)).toEqual([
      expect.stringMatching(/^\(correct the backends of the ingress public \(users.example.com\/v2 -> users-v2:80\)/),
    ])
  })

  it('is opened by hand where nobody knows how to reach the cluster', async () => {
    const remedies = remediesIn(await judgedWorld(broken, 'shop deployment/orders', { withoutHandles: true }))
    expect(remedies).toEqual([expect.stringMatching(/^\(let the Service select .*: kubectl patch service orders/)])
  })

  it('is corrected in Git where it comes from there', async () => {
    const tracked = { metadata: { annotations: { 'argocd.argoproj.io/tracking-id': 'orders:/Service:shop/orders' } } }
    const world = patched(patched(broken, 'services shop/orders', tracked), 'ingresses shop/profile', tracked)
    for (const name of ['orders', 'profile'])
      expect(remediesIn(await judgedWorld(world, `shop deployment/${name}`))[0]).toMatch(
        /^\(.*repository from which argocd writes it/,
      )
  })

  it('names no port where two could be meant', async () => {
    const ports = [8080, 8081].map((containerPort) => ({ containerPort, protocol: 'TCP' }))
    const world = patched(broken, 'deployments shop/mail', {
      spec: { template: { spec: { containers: [{ name: 'app', image: 'x', ports }] } } },
    })
    expect(remediesIn(await judgedWorld(world, 'shop deployment/mail'))).toEqual([
      expect.stringMatching(/^\(correct targetPort of port 80/),
    ])
  })

  it('is not closed by a left-over beside a Service that does its work', async () => {
    const world = withObject(broken, 'services', {
      metadata: { name: 'store-green', namespace: 'shop', uid: 'x', labels: { app: 'store' } },
      spec: { selector: { app: 'store', color: 'green' }, ports: [{ port: 80 }], type: 'ClusterIP' },
    })
    expect(causesIn(await judgedWorld(world, 'shop deployment/store-blue'))).toEqual([])
  })

  it.each(['user-service', 'store-blue', 'asleep', 'twice', 'stout'])(
    'of %s, which is well, has none',
    async (name) => {
      const { causes, unexplained } = await judgedWorld(broken, `shop deployment/${name}`)
      expect({ causes, unexplained }).toEqual({ causes: [], unexplained: [] })
    },
  )
})

describe('the way out', () => {
  const timeout = complaining('connect ETIMEDOUT users-db:5432', { err: { code: 'ETIMEDOUT' } })
  const client = 'fence deployment/client'

  it('is closed by a policy only for who complains of it', async () => {
    expect(causesIn(await judgedWorld(broken, client))).toEqual([])
    const judgement = await judgedWorld(broken, client, { shown: { log: [...failing, ...timeout] } })
    expect(causesIn(judgement)).toEqual(['network-policy-denies network-policy client-out fence: high'])
    expect(remediesIn(judgement)).toEqual([
      expect.stringMatching(
        /^\(add an egress rule that allows users-db:5432 to this policy \(kubectl --context test -n fence edit networkpolicy client-out\)/,
      ),
    ])
  })

  it('is closed over there, too', async () => {
    const log = [...failing, ...complaining('connect ETIMEDOUT ledger.fence-peer.svc:8080')]
    expect(causesIn(await judgedWorld(broken, client, { shown: { log } }))).toEqual([
      'network-policy-denies network-policy ledger-in fence-peer: high',
    ])
  })

  it('is not closed where a rule opens it: then something else is wrong', async () => {
    const log = [...failing, ...complaining('connect ETIMEDOUT auth.fence-peer.svc:80')]
    expect(causesIn(await judgedWorld(broken, client, { shown: { log } }))).not.toContainEqual(
      expect.stringContaining('network-policy'),
    )
  })

  it('is not the fault of the database that cannot be reached', async () => {
    const log = [...failing, ...timeout]
    const needs = { 'users-db:5432': database }
    const around = { shown: { log }, needs, answering: [database] }
    expect(causesIn(await judgedWorld(broken, client, around))).toEqual([
      'network-policy-denies network-policy client-out fence: high',
    ])
  })

  it('is closed for an address of which nothing is known but its port', async () => {
    const log = [...failing, ...complaining('connect ETIMEDOUT 192.0.2.7:6543')]
    expect(causesIn(await judgedWorld(broken, 'fence-all deployment/client', { shown: { log } }))).toEqual([
      'network-policy-denies network-policy default-deny fence-all: high',
    ])
  })

  it('to the DNS of the cluster is closed with everything', async () => {
    const log = [...failing, ...complaining('getaddrinfo EAI_AGAIN db')]
    expect(causesIn(await judgedWorld(broken, 'fence-all deployment/client', { shown: { log } }))[0]).toBe(
      'network-policy-denies network-policy default-deny fence-all: high',
    )
  })

  it('ends at a Service with nobody behind it: the database is down, though nobody could ask it', async () => {
    const log = [...failing, ...complaining('connect ECONNREFUSED users-db:5432')]
    const around = { shown: { log }, needs: { 'users-db:5432': database } }
    const judgement = await judgedWorld(broken, 'shop deployment/caller', around)
    expect(causesIn(judgement)).toEqual(['database-down users-db: high'])
    const world: World = { ...broken, forbidden: ['endpointslices'] }
    expect(causesIn(await judgedWorld(world, 'shop deployment/caller', around))).toEqual([])
  })

  it('ends there although the database answers us: only the Service is wrong', async () => {
    const log = [...failing, ...complaining('connect ECONNREFUSED users-db:5432')]
    const around = { shown: { log }, needs: { 'users-db:5432': database }, answering: [database] }
    expect(causesIn(await judgedWorld(broken, 'shop deployment/caller', around))).toEqual([
      'unreachable-from-the-service users-db: high',
    ])
  })
})
