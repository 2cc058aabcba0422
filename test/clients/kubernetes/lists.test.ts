import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Cluster } from '../../bench/kubernetes/cluster.ts'
import { startCluster } from '../../bench/kubernetes/start-cluster.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { tempFolder } from '../../config/temp-folder.ts'
import { named, open, unaskedOf } from './asking.ts'
import { type Fault, startFaultProxy } from './fault-proxy.ts'
import { createConfigMaps } from './many-objects.ts'
import { newNamespace, type OwnNamespace } from './namespace.ts'

const some = { count: 1_200, bytes: 10, label: 'some' }
const heavy = { count: 3_800, bytes: 5_000, label: 'heavy' }

await describeOnBench(['kubernetes'], 'long lists', () => {
  let cluster: Cluster
  let own: OwnNamespace

  beforeAll(async () => {
    cluster = await startCluster()
    own = await newNamespace(cluster, 'client-lists')
    await createConfigMaps(cluster.kubeconfig, own.name, some)
    await createConfigMaps(cluster.kubeconfig, own.name, heavy)
  })

  afterAll(async () => {
    await own.run('delete', '--raw', `/api/v1/namespaces/${own.name}/configmaps`)
    await own.remove()
    await cluster.stop()
  })

  const maps = named('configmaps')
  const labelled = (label: string) => ({ namespace: own.name, labelSelector: `many=${label}` })
  const everySome = Array.from({ length: some.count }, (_, index) => `some-${String(index).padStart(5, '0')}`)

  /** What a list gives where something stands in the way of its requests, and the query of each. */
  async function listPast(fault: Fault, label = 'some') {
    await using proxy = await startFaultProxy(cluster.kubeconfig)
    using folder = tempFolder({ k: proxy.kubeconfig })
    await using session = await open({ kubeconfig: join(folder.path, 'k') })
    const look = session.look()
    await look.may('list', '', 'configmaps', { namespace: own.name })
    proxy.standInTheWay(fault)
    const outcome = await look.list(maps, labelled(label)).then(
      (names) => ({ names, says: '' }),
      async (error: unknown) => ({ names: [], says: (await unaskedOf(Promise.reject(error))).says }),
    )
    const queries = proxy.paths.map((path) => Object.fromEntries(new URL(path, 'http://x').searchParams))
    return { ...outcome, queries }
  }

  it('come in pages of 500, each named by the one before, with the same selector', async () => {
    const { names, queries } = await listPast(({ pass }) => pass())
    expect(names).toEqual(everySome)
    expect(queries).toHaveLength(3)
    expect(queries.every(({ limit, labelSelector }) => limit === '500' && labelSelector === 'many=some')).toBe(true)
    expect(queries.map((query) => 'continue' in query)).toEqual([false, true, true])
    expect(queries[1]?.continue).not.toBe(queries[2]?.continue)
  })

  it('that grew too old go on with what the server offers instead', async () => {
    let compactions = 1
    const tooOld: Fault = ({ request, answer, pass }) => {
      const token = new URL(request.url ?? '', 'http://x').searchParams.get('continue')
      if (token === null || compactions-- <= 0) return pass()
      expired(answer, JSON.stringify({ ...fieldsOf(token), rv: -1 }))
    }
    const { names, queries, says } = await listPast(tooOld)
    expect(says).toBe('')
    expect(names).toEqual(everySome)
    const versions = queries.map((query) => (query.continue ? fieldsOf(query.continue).rv : 'new'))
    expect(versions).toEqual(['new', expect.any(Number), -1, expect.any(Number)])
    expect(versions[3]).toBeGreaterThan(0)
  })

  it('that grew too old and cannot go on start anew, once', async () => {
    let refusals = 1
    const once: Fault = ({ request, answer, pass }) =>
      request.url?.includes('continue=') && refusals-- > 0 ? expired(answer, '') : pass()
    const { names, queries } = await listPast(once)
    expect(names).toEqual(everySome)
    expect(queries.map((query) => 'continue' in query)).toEqual([false, true, false, true, true])
    const always: Fault = ({ request, answer, pass }) =>
      request.url?.includes('continue=') ? expired(answer, '') : pass()
    expect((await listPast(always)).says).toBe('failed: bench changes faster than its configmaps can be listed')
  })

  it('are asked once a look, however many want them, and afresh by the next look', async () => {
    await using proxy = await startFaultProxy(cluster.kubeconfig)
    using folder = tempFolder({ k: proxy.kubeconfig })
    await using session = await open({ kubeconfig: join(folder.path, 'k') })
    const [one, two] = [session.look(), session.look()]
    const lists = () => proxy.paths.filter((path) => path.includes('/configmaps?')).length
    const scope = { namespace: own.name, labelSelector: 'many=none' }
    await Promise.all([one.list(maps, scope), one.list(maps, { ...scope }), one.list(maps, scope)])
    expect(lists()).toBe(1)
    await one.list(maps, { ...scope, labelSelector: 'many=other' })
    expect(lists()).toBe(2)
    await two.list(maps, scope)
    expect(lists()).toBe(3)
    expect(proxy.paths.filter((path) => path.includes('selfsubjectrulesreviews'))).toHaveLength(1)
  })

  it('leave nothing of their pages behind: 5,000 objects cost what is kept of them', async () => {
    await using session = await open({ kubeconfig: cluster.kubeconfig })
    const look = session.look()
    let read = 0
    const counted = named('configmaps', '', {
      read: (raw) => {
        read += JSON.stringify(raw).length
        return 'x'
      },
    })
    const before = heapInUse()
    const names = await look.list(counted, { namespace: own.name, labelSelector: 'many' })
    expect(names).toHaveLength(some.count + heavy.count)
    expect(read).toBeGreaterThan(19_000_000)
    expect(heapInUse() - before).toBeLessThan(3_000_000)
  })
})

function expired(answer: Parameters<Fault>[0]['answer'], next: string): void {
  answer.writeHead(410, { 'content-type': 'application/json' })
  const metadata = next ? { continue: Buffer.from(next).toString('base64url') } : {}
  answer.end(JSON.stringify({ kind: 'Status', status: 'Failure', reason: 'Expired', code: 410, metadata }))
}

/** What the API server writes into its token: the version of the list, or -1 for whatever is there now. */
function fieldsOf(token: string): { rv?: number } {
  return JSON.parse(Buffer.from(token, 'base64url').toString())
}

function heapInUse(): number {
  setFlagsFromString('--expose-gc')
  const collect: () => void = runInNewContext('gc')
  collect()
  collect()
  return process.memoryUsage().heapUsed
}
