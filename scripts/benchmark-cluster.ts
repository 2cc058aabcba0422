/**
 * What a person types instead, beside the bundled `usrops diagnose`, on a healthy service in a real cluster; then namespaces of 1,000 and 5,000 pods.
 * `npm run benchmark -- --cluster --rounds 20`. Ends with 1 where a goal is missed.
 */
import { join, resolve } from 'node:path'
import { silent } from '../test/bench/machine/progress.ts'
import { type ClusterStage, startClusterStage } from '../test/scenarios/cluster/stage.ts'
import { type CrowdRow, measureCrowds } from './benchmark-crowds.ts'
import { type BenchmarkReport, reportOf } from './benchmark-report.ts'
import { type Contestant, measure } from './benchmark-rounds.ts'

export interface ClusterBenchmark {
  readonly typed: BenchmarkReport
  readonly crowds: readonly CrowdRow[]
}

/** Figures of both parts. The stage is taken down afterwards, whatever happens. */
export async function benchmarkCluster(rounds: number, say: (line: string) => void): Promise<ClusterBenchmark> {
  const stage = await startClusterStage({ dressing: 'plain', onProgress: say })
  try {
    // `kubectl top` has something to say after two readings.
    await stage.cluster.run('wait', '--for=condition=Available', 'apiservice/v1beta1.metrics.k8s.io', '--timeout=90s')
    say(`${rounds} rounds of what is typed by hand`)
    const typed = reportOf(measure(contestants(stage), rounds, surroundings(stage)), new Date().toISOString())
    return { typed, crowds: await measureCrowds(stage.cluster, program, silent, say) }
  } finally {
    await stage.stop()
  }
}

const program = resolve('dist/usrops.js')

function contestants(stage: ClusterStage): readonly Contestant[] {
  const usrops = [process.execPath, program, 'diagnose', ...stage.operator.words(), '-o', 'json', '--no-wait']
  const quick = quickDiagnostics(stage)
  const shell = (lines: readonly string[]) => ['sh', '-ec', lines.map((line) => `${line} >/dev/null`).join('\n')]
  return [
    { name: '`usrops diagnose -o json --no-wait`', command: usrops },
    { name: 'the eight kubectl commands of the runbook', command: shell(quick), atLeast: 1 },
    { name: 'those, psql, redis-cli and Kafka’s tool', command: shell([...quick, ...dataSystems(stage)]), atLeast: 4 },
  ]
}

/** "Quick diagnostics" of the runbook. Health is asked through the API server, which is quicker than curl in a container. */
function quickDiagnostics({ names }: ClusterStage): readonly string[] {
  const kubectl = `kubectl -n ${names.namespace}`
  const health = `kubectl get --raw /api/v1/namespaces/${names.namespace}/services/${names.kubeService}:80/proxy`
  return [
    `${kubectl} get pods`,
    `${kubectl} describe pods`,
    `${kubectl} get events --sort-by=.lastTimestamp`,
    `${kubectl} logs deployment/${names.web} --tail=100`,
    `${kubectl} top pods`,
    'kubectl top nodes',
    `${health}/health`,
    `${health}/health/ready`,
  ]
}

function dataSystems({ systems }: ClusterStage): readonly string[] {
  const { hostname, port } = new URL(systems.redis.url)
  const sql = [
    'SELECT state, count(*) FROM pg_stat_activity GROUP BY 1',
    'SELECT pid, pg_blocking_pids(pid) FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0',
    'SELECT query, mean_exec_time FROM pg_stat_statements ORDER BY 2 DESC LIMIT 10',
  ]
  return [
    ...sql.map((query) => `psql -X '${systems.postgres.url}' -c '${query}'`),
    `redis-cli -h ${hostname} -p ${port} INFO`,
    `redis-cli -h ${hostname} -p ${port} SLOWLOG GET 10`,
    `kafka-consumer-groups.sh --bootstrap-server ${systems.kafka.brokers} --all-groups --describe`,
  ]
}

function surroundings(stage: ClusterStage) {
  const env = {
    PATH: `${join(stage.dir, 'bin')}:${process.env.PATH ?? ''}`,
    HOME: stage.operator.folder,
    ...stage.operator.variables(),
    KUBECONFIG: stage.cluster.kubeconfig,
  }
  return { env, cwd: stage.operator.folder }
}
