import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Cluster } from '../bench/kubernetes/cluster.ts'
import { busyboxImage } from '../bench/kubernetes/images/busybox-image.ts'
import { startCluster } from '../bench/kubernetes/start-cluster.ts'
import { describeOnBench } from '../bench/require-bench.ts'
import { type Fault, startFaultProxy } from '../clients/kubernetes/fault-proxy.ts'
import { newNamespace, type OwnNamespace } from '../clients/kubernetes/namespace.ts'
import { OperatorFolder } from '../safety/program.ts'
import { serviceObjects } from '../safety/small-service.ts'
import { diagnosisIn } from './diagnosis-in.ts'

// 15 s to connect and to find the services, 10 s for the look, and what starting takes on a busy machine.
const DEADLINE_MS = 28_000

const broken =
  (status: number): Fault =>
  ({ answer }) =>
    answer.writeHead(status).end(JSON.stringify({ kind: 'Status', message: 'etcdserver: request timed out' }))

const cut: Fault = ({ answer }) => {
  answer.writeHead(200, { 'content-type': 'application/json', 'content-length': '5000' })
  answer.write('{"kind":"List","items":[{"metadata":')
  setTimeout(() => answer.destroy(), 20)
}

const silent: Fault = () => undefined

/** Only what is asked of these paths meets the fault. */
const of =
  (paths: RegExp, fault: Fault): Fault =>
  (exchange) =>
    paths.test(exchange.request.url ?? '') ? fault(exchange) : exchange.pass()

await describeOnBench(['kubernetes'], 'a diagnosis past an API server in trouble', () => {
  let cluster: Cluster
  let namespace: OwnNamespace
  let folder: OperatorFolder

  beforeAll(async () => {
    cluster = await startCluster()
    folder = new OperatorFolder()
    const image = await busyboxImage()
    await cluster.importImage(image)
    namespace = await newNamespace(cluster, 'api-trouble')
    await namespace.apply(...serviceObjects(image.reference))
    await namespace.run('rollout', 'status', 'deployment/api', '--timeout=60s')
  })

  afterAll(async () => {
    await namespace?.remove()
    folder?.[Symbol.dispose]()
    await cluster?.stop()
  })

  /** What is asked of the cluster itself: the proxy lets no tunnels through. */
  async function diagnosePast(fault: Fault) {
    await using proxy = await startFaultProxy(cluster.kubeconfig)
    const kubeconfig = folder.write('kubeconfig', proxy.kubeconfig)
    proxy.standInTheWay(fault)
    const systems = ['kubernetes', 'logs'].flatMap((system) => ['--system', system])
    const words = ['--kubeconfig', kubeconfig, '-n', namespace.name, '--no-wait', '-o', 'json']
    const run = await folder.usrops(['diagnose', 'api', ...systems, ...words])
    expect(run.milliseconds).toBeLessThan(DEADLINE_MS)
    expect(run.stderr).not.toMatch(/bug|at file:|Unhandled/)
    return { run, paths: [...proxy.paths] }
  }

  const unknownIn = (stdout: string) =>
    diagnosisIn(stdout)
      .checks.filter(({ answer }) => answer === 'unknown')
      .map(({ id, reason }) => `${id}: ${reason}`)

  it('has an answer to everything where the way is only long, and never watches', async () => {
    const { run, paths } = await diagnosePast(({ pass }) => setTimeout(pass, 200))
    expect(unknownIn(run.stdout)).toEqual([])
    expect(run.exitCode).toBe(0)
    expect(run.milliseconds).toBeLessThan(10_000)
    expect(paths.filter((path) => path.includes('watch='))).toEqual([])
  })

  it.each([
    ['is too busy', broken(429), /too busy|answers 429/],
    ['fails', broken(500), /answers 500/],
    ['breaks off', cut, /closed the connection/],
    ['says nothing', silent, /did not answer in time/],
  ])('says what it could not ask where one list %s, and answers the rest', async (_name, fault, words) => {
    const { run } = await diagnosePast(of(/\/events\?/, fault))
    const unknown = unknownIn(run.stdout)
    expect(unknown.length).toBeGreaterThan(0)
    for (const each of unknown) expect(each).toMatch(words)
    const { checks, causes } = diagnosisIn(run.stdout)
    expect(checks.filter(({ answer }) => answer === 'ok').length).toBeGreaterThan(unknown.length)
    expect(causes).toEqual([])
    expect(run.exitCode).toBe(0)
  })

  it('reads the logs of the other pods where one node says nothing', async () => {
    const [lost = ''] = (await namespace.run('get', 'pods', '-l', 'app=api', '-o', 'name')).split('\n')
    const { run } = await diagnosePast(of(new RegExp(`/${lost.replace('pod/', '')}/log`), silent))
    expect(unknownIn(run.stdout)).toEqual([])
    expect(run.exitCode).toBe(0)
  })

  it('says that the logs could not be read where no node answers', async () => {
    const { run } = await diagnosePast(of(/\/log\?/, silent))
    expect(unknownIn(run.stdout).every((each) => each.startsWith('logs.'))).toBe(true)
    expect(unknownIn(run.stdout).length).toBeGreaterThan(0)
    expect(run.exitCode).toBe(7)
  })

  it.each([
    ['fails at everything', () => broken(500)],
    ['breaks off everything', () => cut],
    ['says nothing at all', () => silent],
    ['says nothing more after some answers', () => after(6, silent)],
    ['fails at everything after some answers', () => after(6, broken(503))],
    ['hangs up after some answers', () => after(6, ({ request }) => request.socket.destroy())],
  ])('ends in time and never in health where it %s', async (_name, fault) => {
    const { run } = await diagnosePast(fault())
    expect(run.exitCode).toBe(7)
    expect(run.stdout + run.stderr).toMatch(/answers 50[03]|closed the connection|did not answer|not reachable/)
  })
})

/** So many requests pass, those after them meet the fault. */
function after(answers: number, fault: Fault): Fault {
  let seen = 0
  return (exchange) => {
    seen += 1
    return seen <= answers ? exchange.pass() : fault(exchange)
  }
}
