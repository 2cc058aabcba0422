import { afterAll, beforeAll, expect, it } from 'vitest'
import { crashLine } from '../../../src/checks/logs/crash-line.ts'
import { type ClusterSession, openCluster } from '../../../src/clients/kubernetes/session.ts'
import type { LogLines } from '../../../src/facts/logs/lines.ts'
import type { Cluster } from '../../bench/kubernetes/cluster.ts'
import { busyboxImage } from '../../bench/kubernetes/images/busybox-image.ts'
import { startCluster } from '../../bench/kubernetes/start-cluster.ts'
import { until } from '../../bench/machine/until.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { ask } from '../../checks/http/ask.ts'
import { budget, deployment, logsOf } from './on-cluster.ts'

/** Stack traces as Node and the shell write them; the reason is said two lines before the end. */
const crash = `echo listening; sleep 1; echo "Error: connect ECONNREFUSED 10.9.9.9:5432" >&2; echo "    at TCPConnectWrap" >&2; echo "Node.js v24" >&2; exit 3`
const chatter = `i=0; while true; do i=$((i+1)); echo "{\\"level\\":\\"error\\",\\"msg\\":\\"user $i failed\\"}"; sleep 0.2; done`
const torrent = `line=$(printf '%0900d' 7); i=0; while [ $i -lt 12000 ]; do i=$((i+1)); echo "$i $line"; done; echo "ERROR the very last line"; sleep 3600`

await describeOnBench(['kubernetes'], 'logs of pods', () => {
  const namespace = `logs-${process.pid}`
  let cluster: Cluster
  let session: ClusterSession

  beforeAll(async () => {
    cluster = await startCluster()
    const image = await busyboxImage()
    await cluster.importImage(image)
    const { reference } = image
    await cluster.run('create', 'namespace', namespace)
    await cluster.apply([
      deployment(namespace, 'crashing', reference, { app: crash }, 2),
      deployment(namespace, 'many', reference, { app: chatter }, 7),
      deployment(namespace, 'busy', reference, { app: torrent }),
      deployment(namespace, 'shipped', reference, {
        app: 'while true; do date >> /shared/app.log; sleep 1; done',
        'log-shipper': 'sleep 1; tail -f /shared/app.log',
      }),
      deployment(namespace, 'stuck', 'localhost/not/there:1', { app: 'true' }),
    ])
    session = await openCluster({ kubeconfig: cluster.kubeconfig }, budget())
  })

  afterAll(async () => {
    session?.close()
    await cluster?.run('delete', 'namespace', namespace, '--wait=false')
    await cluster?.stop()
  })

  /** Looks until what was started is in the state that the test is about. */
  async function seen(app: string, isThere: (lines: LogLines) => boolean): Promise<LogLines> {
    let lines: LogLines | undefined
    await until(`logs of ${app}`, async () => {
      lines = await logsOf(session, namespace, app)
      return isThere(lines)
    })
    if (lines === undefined) throw new Error(`no logs of ${app}`)
    return lines
  }

  it('hold the last words of containers that fall over, whether they wait or run again', async () => {
    // A pod that has fallen over once and runs again may have got over it.
    const fallAgain = ({ crashes }: LogLines) => new Set(crashes.filter(({ goesOn }) => goesOn).map(({ pod }) => pod))
    const lines = await seen('crashing', (lines) => fallAgain(lines).size === 2)
    expect(lines.crashes[0]).toMatchObject({
      ...{ container: 'app', isMain: true, exitCode: 3, reason: 'Error', goesOn: true, namesError: true },
      line: 'Error: connect ECONNREFUSED 10.9.9.9:5432',
      failure: { signature: 'connection-refused', host: '10.9.9.9', port: 5432 },
    })
    expect(lines.failures).toMatchObject([{ signature: 'connection-refused' }])
    const { findings } = ask(crashLine, 'logs.lines', lines)
    expect(findings).toMatchObject([
      { evidence: { exitCode: 3, container: 'app', pods: [{}, {}].map(() => expect.any(String)) } },
    ])
  })

  it('are read of five pods of a revision, and that there are more is said', async () => {
    const lines = await seen('many', ({ pods, lines }) => pods?.total === 7 && pods.read === 5 && lines > 20)
    expect(lines.pods).toEqual({ read: 5, total: 7 })
    expect(lines.undated).toBe(0)
    expect(lines.shapes).toMatchObject([{ shape: 'user <n> failed', level: 'error' }])
    expect(lines.newestAgeMs).toBeLessThan(5_000)
  })

  it('are read at their end, however much a container writes', async () => {
    const lines = await seen('busy', ({ shapes }) => shapes.some(({ example }) => example.includes('very last')))
    expect(lines.files.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(1024 * 1024)
    expect(lines.lines).toBeGreaterThan(500)
    expect(lines.coversMs).toBeLessThan(15 * 60_000)
  })

  it('are not taken for silence where a sidecar carries them elsewhere', async () => {
    const lines = await seen('shipped', ({ pods, files }) => pods?.read === 1 && files.length === 1)
    expect(lines.lines).toBe(0)
    expect(lines.blind).toMatch(/^app writes nothing to its standard output: log-shipper/)
    expect(ask(crashLine, 'logs.lines', lines).answer).toBe('unknown')
  })

  it('are not taken for silence where nothing has started', async () => {
    expect(await logsOf(session, namespace, 'stuck')).toMatchObject({
      lines: 0,
      blind: 'no pod of stuck has started, so there is no log',
    })
  })

  it('are not asked for by somebody who may not read them', async () => {
    const user = `${namespace}-reader`
    await cluster.run('-n', namespace, 'create', 'role', 'reader', '--verb=get,list', '--resource=pods')
    await cluster.run('-n', namespace, 'create', 'rolebinding', 'reader', '--role=reader', `--user=${user}`)
    const kubeconfig = await cluster.kubeconfigFor({ user }, namespace)
    const limited = await openCluster({ kubeconfig }, budget())
    await expect(logsOf(limited, namespace, 'many')).rejects.toMatchObject({
      unasked: {
        kind: 'forbidden',
        reason: expect.stringContaining(namespace),
        grant: expect.stringContaining('pods/log'),
      },
    })
    limited.close()
  })
})
