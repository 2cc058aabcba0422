import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Cluster } from '../test/bench/kubernetes/cluster.ts'
import { kwokBinary } from '../test/bench/kubernetes/programs/kwok-binary.ts'
import type { Progress } from '../test/bench/machine/progress.ts'
import { openRunFolder, removeRunFolder } from '../test/bench/machine/run-folder.ts'
import { startServer } from '../test/bench/machine/server-process.ts'
import { until } from '../test/bench/machine/until.ts'

/** One shape at one size. */
export interface CrowdRow {
  readonly shape: string
  readonly pods: number
  /** The middle of five runs. */
  readonly milliseconds: number
  /** The most memory that any run held. */
  readonly peakMiB: number
}

const NAMESPACE = 'crowd'
const SMALL = 3
const sizes = [1000, 5000]
const RUNS = 5
/** A node takes 110 pods by default; fake ones take as many as they are told. */
const NODES = 5
const FILL_MS = 600_000

/** A service of three pods among thousands, and a service of thousands, on nodes and pods that KWOK keeps alive. */
export async function measureCrowds(
  cluster: Cluster,
  program: string,
  onProgress: Progress,
  say: (line: string) => void,
): Promise<readonly CrowdRow[]> {
  const { program: kwok, stages } = await kwokBinary(onProgress)
  const dir = openRunFolder()
  // By a path in its command line an abandoned server is recognised.
  const config = join(dir, 'stages.yaml')
  copyFileSync(stages, config)
  const server = await startServer({
    ...{ name: 'kwok', dir, command: kwok, readyLine: /"level":"INFO"/ },
    args: [
      '--kubeconfig',
      cluster.kubeconfig,
      '--config',
      config,
      '--manage-nodes-with-label-selector',
      'type=kwok',
      '--server-address',
      '127.0.0.1:0',
    ],
  })
  const home = mkdtempSync(join(tmpdir(), 'usrops-crowd-'))
  try {
    await cluster.apply([...nodes(), namespace(), deployment('crowd', 0), deployment('few', SMALL)])
    const rows: CrowdRow[] = []
    for (const pods of sizes) {
      say(`filling a namespace with ${pods} pods`)
      await fill(cluster, pods)
      const look = (service: string) => measureRuns([program, 'diagnose', service, '-n', NAMESPACE], cluster, home)
      rows.push({ shape: `a service of ${SMALL} pods among`, pods, ...look('few') })
      rows.push({ shape: 'a service of', pods, ...look('crowd') })
    }
    return rows
  } finally {
    await server.stop()
    removeRunFolder(dir)
    rmSync(home, { recursive: true, force: true })
  }
}

async function fill(cluster: Cluster, pods: number): Promise<void> {
  await cluster.run('-n', NAMESPACE, 'scale', 'deployment/crowd', `--replicas=${pods - SMALL}`)
  const ready = async () => {
    const text = await cluster.run('-n', NAMESPACE, 'get', 'deployment/crowd', '-o', 'jsonpath={.status.readyReplicas}')
    return Number(text) === pods - SMALL
  }
  await until(`${pods} pods are ready`, ready, FILL_MS)
}

/** Written by the process itself at its end: nothing of the shell around it is counted. */
const tellPeak = `data:text/javascript,process.on('exit',()=>process.stderr.write('peak '+process.resourceUsage().maxRSS+'\\n'))`

function measureRuns(words: readonly string[], cluster: Cluster, home: string) {
  const runs = Array.from({ length: RUNS }, () => {
    const since = performance.now()
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--import', tellPeak, ...words, '-o', 'json', '--no-wait'],
      {
        env: { PATH: process.env.PATH, HOME: home, KUBECONFIG: cluster.kubeconfig },
        encoding: 'utf8',
        maxBuffer: 512 * 2 ** 20,
      },
    )
    const [, kibibytes] = /^peak (\d+)$/m.exec(stderr) ?? []
    if (status !== 0 && status !== 7) throw new Error(`usrops ended with ${status}: ${stderr.slice(-2000)}`)
    return { took: performance.now() - since, kibibytes: Number(kibibytes) }
  })
  const sorted = runs.map(({ took }) => took).toSorted((left, right) => left - right)
  const peak = Math.max(...runs.map(({ kibibytes }) => kibibytes))
  return { milliseconds: Math.round(sorted[Math.floor(RUNS / 2)] ?? Number.NaN), peakMiB: Math.round(peak / 1024) }
}

function nodes(): readonly object[] {
  const capacity = { cpu: '1000', memory: '10Ti', pods: '2000' }
  return Array.from({ length: NODES }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: `crowd-${index}`,
      labels: { type: 'kwok' },
      annotations: { 'kwok.x-k8s.io/node': 'fake' },
    },
    spec: { taints: [{ key: 'kwok', value: 'fake', effect: 'NoSchedule' }] },
    status: { allocatable: capacity, capacity },
  }))
}

function namespace(): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } }
}

/** As large as real ones are: what is listed is mostly specifications. */
function deployment(name: string, replicas: number): object {
  const labels = { app: name, 'app.kubernetes.io/name': name, 'app.kubernetes.io/component': 'web', team: 'crowd' }
  const env = Array.from({ length: 20 }, (_, index) => ({
    name: `SETTING_${index}`,
    value: `value of setting ${index}`,
  }))
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: NAMESPACE, labels },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      strategy: { rollingUpdate: { maxSurge: '100%' } },
      template: {
        metadata: { labels },
        spec: {
          nodeSelector: { type: 'kwok' },
          tolerations: [{ key: 'kwok', operator: 'Exists' }],
          containers: [
            {
              name: 'web',
              image: 'registry.example.org/crowd:1.0.0',
              env,
              ports: [{ containerPort: 8080, name: 'http' }],
              readinessProbe: { httpGet: { path: '/health', port: 'http' } },
              resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '64Mi' } },
            },
          ],
        },
      },
    },
  }
}
