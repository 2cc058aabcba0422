import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parse } from 'yaml'
import { rolesOf } from '../../src/clients/kubernetes/roles.ts'
import type { ScopeDescription } from '../../src/config/describe.ts'
import type { Listing } from '../../src/core/listing.ts'
import type { Cluster } from '../bench/kubernetes/cluster.ts'
import { busyboxImage } from '../bench/kubernetes/images/busybox-image.ts'
import { startCluster } from '../bench/kubernetes/start-cluster.ts'
import { describeOnBench } from '../bench/require-bench.ts'
import { newNamespace, type OwnNamespace } from '../clients/kubernetes/namespace.ts'
import { deadPort } from '../clients/tcp-servers.ts'
import { diagnosisIn } from '../resilience/diagnosis-in.ts'
import { countingPort } from '../safety/counting-ports.ts'
import { OperatorFolder } from '../safety/program.ts'
import { canary, shop } from './shop.ts'
import { expectTables } from './shop-tables.ts'

await describeOnBench(['kubernetes'], 'what usrops finds on a cluster', () => {
  let cluster: Cluster
  let own: OwnNamespace
  let bystander: Awaited<ReturnType<typeof countingPort>>
  let operator: OperatorFolder

  beforeAll(async () => {
    operator = new OperatorFolder()
    bystander = await countingPort()
    cluster = await startCluster()
    own = await newNamespace(cluster, 'discovery')
    const image = await busyboxImage()
    await cluster.importImage(image)
    await own.apply(...shop(image.reference, bystander.port))
    await own.run('rollout', 'status', 'deployment/user-service', '--timeout=120s')
    await own.run('rollout', 'status', 'deployment/auth-service', '--timeout=120s')
  })

  afterAll(async () => {
    await own?.remove()
    await cluster?.stop()
    await bystander?.[Symbol.asyncDispose]()
    operator?.[Symbol.dispose]()
  })

  const usrops = (words: readonly string[], kubeconfig = cluster.kubeconfig) =>
    operator.usrops(words, { KUBECONFIG: kubeconfig })
  const shown = async (...words: readonly string[]) => {
    const run = await usrops(['config', 'show', '-o', 'json', ...words])
    expect(run.exitCode, run.stdout + run.stderr).toBe(0)
    expect(run.stdout + run.stderr).not.toContain(canary)
    return JSON.parse(run.stdout) as ScopeDescription
  }
  const diagnosed = async (words: readonly string[], kubeconfig?: string) => {
    const run = await usrops(['diagnose', '-o', 'json', '--no-wait', '--fail-on', 'never', ...words], kubeconfig)
    expect(run.stdout + run.stderr).not.toContain(canary)
    return { ...run, document: diagnosisIn(run.stdout) }
  }
  const needs = ({ services }: ScopeDescription) =>
    Object.fromEntries(
      services.map(({ name, dependsOn }) => [name, dependsOn.filter((each) => each !== 'usrops-bench')]),
    )

  it('are the services of the namespace, what each needs, and what runs that', async () => {
    const description = await shown('-n', own.name)
    expect(needs(description)).toEqual({
      'auth-service': [],
      'user-service': ['user-service-db', 'cache', 'user-service-redis', 'auth-service'],
      cache: [],
      postgres: [],
    })
    const at = (name: string, system: string) =>
      description.systems.find((each) => each.name === name && each.system === system)
    expect(at('user-service', 'http')?.settings.url).toBe(`http://user-service.${own.name}.svc:3000`)
    expect(at('cache', 'redis')).toMatchObject({
      notDialled: null,
      settings: { address: 'cache:6379', via: 'port-forward' },
    })
    expect(at('user-service-db', 'postgres')?.notDialled).toContain('needs a login')
    expect(at('postgres', 'http')).toBeUndefined()
  })

  it('is one service with all that it needs where one is named, however its namespace is grouped', async () => {
    expect(Object.keys(needs(await shown('-n', own.name)))).toHaveLength(4)
    const { document } = await diagnosed(['user-service', '-n', own.name])
    expect(document.services.map(({ target }) => target)).toEqual([
      { system: 'service', cluster: 'usrops-bench', namespace: own.name, kind: 'service', name: 'user-service' },
    ])
    const asked = document.target.systems.map(({ system, target }) => `${system} ${target.name}`)
    expect(asked).toEqual(expect.arrayContaining(['kubernetes postgres', 'http auth-service', 'cluster usrops-bench']))
  })

  it('never dials on this machine what the environment of a pod calls localhost', async () => {
    const { document } = await diagnosed(['user-service', '-n', own.name])
    const session = document.target.systems.find(({ target }) => target.name === 'user-service-redis')
    expect(session).toMatchObject({
      asked: false,
      reason: expect.stringContaining('connection refused inside the pod'),
    })
    expect(bystander.count).toBe(0)
  })

  it('asks a service through one of its pods, also at the paths of its probes', async () => {
    const run = await usrops([
      'diagnose',
      'user-service',
      '-n',
      own.name,
      '--no-wait',
      '--save',
      `${operator.path}/facts.json`,
    ])
    expect(run.stdout).toMatch(/^user-service: .*ready/)
    expect(operator.read('facts.json')).toContain('/internal/ready')
    expect(operator.read('facts.json')).not.toContain(canary)
    const replayed = await operator.usrops(['diagnose', '--from', `${operator.path}/facts.json`, '-o', 'json'])
    const services = diagnosisIn(replayed.stdout).services.map(({ target }) => target.namespace)
    expect(services).toEqual([own.name])
  })

  it('is shown as tables: pods, warnings, what it is made of with the variables that name what it needs, and its state', async () => {
    const listed = async (words: string, code = 0) => {
      const run = await usrops([...words.split(' '), 'user-service', '-n', own.name, '-o', 'json'])
      expect(run.stdout + run.stderr).not.toContain(canary)
      expect(run.exitCode, run.stdout).toBe(code)
      return JSON.parse(run.stdout) as Listing
    }
    await expectTables(listed)
  })

  it('reads no Secret unless the logins of the application were asked for, and then only by name', async () => {
    const asked = () =>
      readFileSync(cluster.auditLog, 'utf8')
        .split('\n')
        .flatMap((line) => (line.includes('"secrets"') && line.includes(own.name) ? [JSON.parse(line)] : []))
        .filter(({ userAgent }) => String(userAgent).startsWith('usrops'))
        .map(({ verb, objectRef }) => `${verb} ${objectRef.name ?? 'all'}`)
    // A diagnosis asks whether Secrets are there, without what they hold; who only looks for services does not even that.
    const before = asked().length
    await shown('-n', own.name)
    expect(asked().slice(before)).toEqual([])
    const description = await shown('-n', own.name, '--credentials', 'application')
    expect(new Set(asked().slice(before))).toEqual(new Set(['get user-db']))
    const database = description.systems.find(({ system }) => system === 'postgres')
    expect(database).toMatchObject({ notDialled: null, settings: { address: 'postgres:5432' } })
    expect(needs(description)['user-service']).toContain('postgres')
  })

  it('says where a service is that is not here, and where workloads are when there are none', async () => {
    const missing = await usrops(['diagnose', 'user-servce', '-n', own.name])
    expect([missing.exitCode, missing.stderr]).toEqual([2, expect.stringContaining('did you mean user-service?')])
    const elsewhere = await usrops(['diagnose', 'user-service', '-n', 'kube-public'])
    expect([elsewhere.exitCode, elsewhere.stderr]).toEqual([2, expect.stringContaining(own.name)])
    const empty = await usrops(['diagnose', '-n', 'kube-public'])
    expect([empty.exitCode, empty.stderr]).toEqual([
      2,
      expect.stringMatching(/there are no workloads.*hint: usrops diagnose -n/s),
    ])
  })

  it('names the right that is missing once, finds no cause in it, and ends with 7', async () => {
    const user = 'looker@example.org'
    const wishes = { tier: 'look', namespaces: [own.name], clusterWide: false, secrets: [] } as const
    await cluster.apply(rolesOf({ ...wishes, subject: { kind: 'User', name: user } }))
    const { document, exitCode } = await diagnosed(['-n', own.name], await cluster.kubeconfigFor({ user }, own.name))
    expect([exitCode, document.causes]).toEqual([7, []])
    const http = document.target.systems.filter(({ system }) => system === 'http')
    expect(http.map(({ grant }) => grant)).toEqual(
      http.map(() => expect.stringContaining('usrops doctor --rbac connect')),
    )
    expect(http.length).toBeGreaterThan(1)
    const services = document.target.systems.filter(({ system }) => system === 'kubernetes')
    expect(services.map(({ asked }) => asked)).toEqual(services.map(() => true))
  })

  it('examines nothing of another cluster than the pinned one, and goes on with the others of the environment', async () => {
    using folder = new OperatorFolder()
    const dead = `https://127.0.0.1:${await deadPort()}`
    const config = parse(readFileSync(cluster.kubeconfig, 'utf8'))
    folder.write(
      'dead.kubeconfig',
      JSON.stringify({ ...config, clusters: [{ name: config.clusters[0].name, cluster: { server: dead } }] }),
    )
    const clusters = [
      { name: 'right', kubeconfig: cluster.kubeconfig, namespaces: [own.name] },
      { name: 'wrong', kubeconfig: cluster.kubeconfig, namespaces: [own.name], identity: 'another' },
      { name: 'gone', kubeconfig: 'dead.kubeconfig', namespaces: [own.name] },
      { name: 'unknown', kubeconfig: cluster.kubeconfig, context: 'not-there' },
    ]
    folder.write('usrops.yaml', JSON.stringify({ version: 1, environments: { production: { clusters } } }))
    const run = await folder.usrops(['diagnose', '-o', 'json', '--no-wait', '--fail-on', 'never'])
    const { target, services, causes } = diagnosisIn(run.stdout)
    expect([run.exitCode, causes]).toEqual([7, []])
    expect(new Set(services.map((each) => each.target.cluster))).toEqual(new Set(['right']))
    const reasons = target.systems
      .filter(({ system }) => system === 'cluster')
      .map(({ target: { name }, reason }) => [name, reason])
    expect(Object.fromEntries(reasons)).toEqual({
      right: null,
      wrong: expect.stringContaining('another system than the one pinned'),
      gone: expect.stringContaining('connection refused'),
      unknown: expect.stringContaining('not-there'),
    })
  })

  it('says of a cluster that cannot be reached why, also of the service that was named', async () => {
    using folder = new OperatorFolder()
    const dead = `https://127.0.0.1:${await deadPort()}`
    const config = parse(readFileSync(cluster.kubeconfig, 'utf8'))
    const file = folder.write(
      'kubeconfig',
      JSON.stringify({ ...config, clusters: [{ name: config.clusters[0].name, cluster: { server: dead } }] }),
    )
    const run = await folder.usrops(['diagnose', 'user-service', '--no-wait'], { KUBECONFIG: file })
    expect(run.exitCode).toBe(7)
    expect(run.stdout).toMatch(/user-service: cannot tell \(.*connection refused/)
  })

  it('is written down by init as a file that finds the same', async () => {
    using folder = new OperatorFolder()
    const variables = { KUBECONFIG: cluster.kubeconfig }
    const written = await folder.usrops(['init', '-n', own.name], variables)
    expect([written.exitCode, written.stderr]).toEqual([0, ''])
    const text = folder.read('usrops.yaml')
    expect(text).toContain(`secret:${own.name}/user-db/DATABASE_URL`)
    expect(text).not.toContain('pod-env:')
    expect(text).not.toContain(canary)
    const valid = await folder.usrops(['config', 'validate', '-o', 'json'], variables)
    expect(JSON.parse(valid.stdout)).toMatchObject({ environments: [{ clusters: 1, unresolved: [] }] })
    const show = await folder.usrops(['config', 'show', '-o', 'json'], variables)
    const { services, clusters } = JSON.parse(show.stdout) as ScopeDescription
    expect(services.map(({ name }) => name)).toEqual(['auth-service', 'user-service'])
    expect(clusters[0]?.identity).toBe(parse(text).environments.default.clusters[0].identity)
  })
})
