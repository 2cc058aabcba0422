import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Redis } from 'ioredis'
import { startBench } from '../../bench/bench.ts'
import type { Cluster } from '../../bench/kubernetes/cluster.ts'
import { busyboxImage } from '../../bench/kubernetes/images/busybox-image.ts'
import { startCluster } from '../../bench/kubernetes/start-cluster.ts'
import { silent } from '../../bench/machine/progress.ts'
import { type AuthService, startAuthService } from '../../bench/user-service/auth-service.ts'
import { type Callers, newCallers, USUAL_LOAD } from '../callers.ts'
import { dressDatabase } from '../dress-database.ts'
import { KafkaHand } from '../kafka-hand.ts'
import { PostgresHand } from '../postgres-hand.ts'
import { redisHand } from '../redis-hand.ts'
import { remedyTools } from '../remedy-tools.ts'
import type { Place, PlaceOptions } from '../suite.ts'
import { warmCache } from '../warm-cache.ts'
import { eventually } from './eventually.ts'
import { firstSettings, GOOD_VERSION } from './first-settings.ts'
import { importImages } from './images.ts'
import { collections, KubeHand } from './kube-hand.ts'
import { type ClusterNames, clusterNamesOf } from './names.ts'
import { startRegistry } from './node-programs.ts'
import { ClusterOperator, operatorKubeconfigs } from './operator.ts'
import { orderApi } from './order-api/manifests.ts'
import { newRelease, type Release } from './release.ts'
import { type ClusterSystems, JWT_SECRET, surroundings } from './surroundings.ts'

export interface ClusterStageOptions extends PlaceOptions {
  /** Rows of the users table; default 5000. */
  readonly seedUsers?: number
  /** False: nobody calls the service. */
  readonly load?: boolean
}

/** A real cluster with the sample service in real containers, its systems outside of it, people who use it, and an operator with a kubeconfig. */
export interface ClusterStage extends Place {
  readonly names: ClusterNames
  readonly cluster: Cluster
  readonly systems: ClusterSystems
  readonly auth: AuthService
  readonly shellImage: string
  /** Of the good release. */
  readonly serviceImage: string
  readonly release: Release
  readonly callers: Callers
  readonly operator: ClusterOperator
  /** The hands of the person who breaks things. */
  readonly kube: KubeHand
  readonly postgres: PostgresHand
  readonly kafka: KafkaHand
  readonly redis: Redis
}

/** Brings everything up; half a minute with a warm cache on two idle cores. */
export async function startClusterStage(options: ClusterStageOptions): Promise<ClusterStage> {
  const { onProgress = silent } = options
  const cluster = await startCluster({ onProgress })
  try {
    const since = performance.now()
    const images = importImages(cluster).then(() =>
      onProgress(`images are there (${((performance.now() - since) / 1000).toFixed(1)} s)`),
    )
    const host = cluster.hostAddress
    const systems = await startBench({
      postgres: { host, settings: { max_connections: 80 } },
      redis: { host, settings: { 'protected-mode': 'no' } },
      kafka: { host },
      onProgress,
    })
    try {
      await images
      return await dress(cluster, systems, options)
    } catch (error) {
      await systems.stop()
      throw error
    }
  } catch (error) {
    await cluster.stop()
    throw error
  }
}

async function dress(cluster: Cluster, systems: ClusterSystems, options: ClusterStageOptions): Promise<ClusterStage> {
  const { dressing, onProgress, load = true } = options
  const { dir } = systems
  const names = clusterNamesOf(dressing)
  const hands = {
    kube: new KubeHand(cluster.kubeconfig, names.namespace),
    postgres: new PostgresHand(systems, names),
    kafka: new KafkaHand(systems.kafka.brokers),
    redis: redisHand(systems.redis.url),
  }
  const ground = { dressing, dir, names, cluster, systems, ...hands }
  const settled = await settle(ground, options)
  const operator = await newOperator(ground)
  const service = await hands.kube.get(collections.services, names.kubeService)
  const url = `http://${service?.spec.clusterIP}`
  const callers = newCallers(() => ({ url, jwtSecret: JWT_SECRET, keepAlive: false }))
  await readyPods(hands.kube, names.web, 2)
  onProgress(`${names.service} answers at ${url}`)
  await warmCache(hands.redis, names, 1000)
  if (load) callers.load(USUAL_LOAD)
  await callers.served()
  return {
    ...{ ...ground, ...settled, operator, callers },
    served: () => callers.served(),
    async arrange({ thresholds = {} }) {
      operator.believe(Object.keys(thresholds).length > 0 ? { thresholds } : {})
    },
    // The kubelet does it.
    rotateLogs: () => undefined,
    async stop() {
      await Promise.all([callers.stop(), settled.auth.stop(), hands.kafka.close(), hands.postgres.close()])
      hands.redis.disconnect()
      hands.kube.close()
      await Promise.all([systems.stop(), cluster.stop()])
    },
  }
}

type Ground = Pick<
  ClusterStage,
  'dressing' | 'dir' | 'names' | 'cluster' | 'systems' | 'kube' | 'postgres' | 'kafka' | 'redis'
>

/** Everything that is on the cluster, rolled out. */
async function settle(ground: Ground, { seedUsers = 5000 }: ClusterStageOptions) {
  const { names, systems, cluster, postgres, dir } = ground
  const [auth, shell] = await Promise.all([
    startAuthService(cluster.hostAddress),
    busyboxImage(),
    dressDatabase(systems, names),
  ])
  await Promise.all([orderDatabase(postgres), cluster.apply(surroundings(names, systems))])
  const repository = 'localhost/usrops-bench/user-service'
  const serviceImage = `${repository}:${GOOD_VERSION}`
  const shellImage = shell.reference
  const settings = firstSettings({ names, systems, repository, shellImage, authUrl: auth.url, seedUsers })
  const release = newRelease({ cluster, names, settings, dir })
  await Promise.all([release.settle(), startRegistry({ cluster }, serviceImage)])
  return { auth, shellImage, serviceImage, release }
}

async function newOperator({ cluster, names, dir, dressing }: Ground): Promise<ClusterOperator> {
  const kubeconfigs = await operatorKubeconfigs(cluster, names, dir)
  return new ClusterOperator({ dir, cluster, tools: await clusterTools(dir, cluster) }, kubeconfigs, {
    namespace: names.namespace,
    service: dressing === 'plain' ? null : names.service,
    tier: dressing === 'plain' ? 'helm' : 'connect',
    credentials: true,
    thresholds: {},
  })
}

/** The other application has its own login and database on the same server. */
async function orderDatabase(postgres: PostgresHand): Promise<void> {
  const { login, database } = orderApi
  await postgres.sql(`CREATE ROLE ${login.user} LOGIN PASSWORD '${login.password}'`)
  await postgres.sql(`CREATE DATABASE ${database} OWNER ${login.user}`)
}

/** Waits until so many pods of a Deployment are ready. */
async function readyPods(kube: KubeHand, deployment: string, wanted: number): Promise<void> {
  await eventually(`${wanted} pods of ${deployment} are ready`, async () => {
    const found = await kube.get(collections.deployments, deployment)
    return (found?.status.readyReplicas ?? 0) >= wanted
  })
}

/** What printed remedies call, kubectl and Helm among them. */
async function clusterTools(dir: string, { kubectl, helm3 }: Cluster): Promise<string> {
  const folder = await remedyTools(dir)
  mkdirSync(folder, { recursive: true })
  for (const [name, program] of Object.entries({ kubectl, helm: helm3 })) {
    const link = join(folder, name)
    if (!existsSync(link)) symlinkSync(program, link)
  }
  return folder
}
