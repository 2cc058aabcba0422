import { copyFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Diagnosis } from '../../src/core/diagnosis.ts'
import type { Doctor } from '../../src/core/doctor.ts'
import type { Cluster } from '../bench/kubernetes/cluster.ts'
import { busyboxImage } from '../bench/kubernetes/images/busybox-image.ts'
import { startCluster } from '../bench/kubernetes/start-cluster.ts'
import { describeOnBench } from '../bench/require-bench.ts'
import { newNamespace, type OwnNamespace } from '../clients/kubernetes/namespace.ts'
import { diagnosisIn } from '../resilience/diagnosis-in.ts'
import { type Asked, auditOf } from './kubernetes-audit.ts'
import { OperatorFolder, type ProgramRun } from './program.ts'
import { canary, serviceObjects, writeChart } from './small-service.ts'

/** Everything that a look may be: reading, and asking what one may. */
const isReading = ({ verb, resource }: Asked) =>
  ['get', 'list', 'watch'].includes(verb) || (verb === 'create' && /^selfsubject(access|rules)reviews$/.test(resource))

await describeOnBench(['kubernetes'], 'the printed roles of a cluster', () => {
  let cluster: Cluster
  let namespace: OwnNamespace
  let folder: OperatorFolder
  const applied: string[] = []
  const withKubeconfig = () => ['--kubeconfig', cluster.kubeconfig]

  beforeAll(async () => {
    cluster = await startCluster()
    folder = new OperatorFolder()
    const image = await busyboxImage()
    await cluster.importImage(image)
    namespace = await newNamespace(cluster, 'rights')
    await namespace.apply(...serviceObjects(image.reference))
    const chart = join(folder.path, 'chart')
    mkdirSync(join(chart, 'templates'), { recursive: true })
    writeChart(chart, image.reference)
    const where = [...withKubeconfig(), '-n', namespace.name]
    await execa(cluster.helm4, ['install', 'released', chart, ...where, '--set', `password=${canary}`])
    for (const each of ['api', 'released'])
      await namespace.run('rollout', 'status', `deployment/${each}`, '--timeout=60s')
  })

  afterAll(async () => {
    await Promise.all(
      applied.map((manifest) =>
        execa(cluster.kubectl, [...withKubeconfig(), 'delete', '--ignore-not-found', '-f', '-'], { input: manifest }),
      ),
    )
    await namespace?.remove()
    folder?.[Symbol.dispose]()
    await cluster?.stop()
  })

  /** Applies what is printed for a new user, and runs both commands as that user. */
  async function asUser(user: string, ...words: readonly string[]) {
    const printed = await folder.usrops(['doctor', '--rbac', ...words, '-n', namespace.name, '--user', user])
    expect(printed.exitCode).toBe(0)
    await cluster.apply(printed.stdout)
    applied.push(printed.stdout)
    const kubeconfig = join(folder.path, `${user}.kubeconfig`)
    copyFileSync(await cluster.kubeconfigFor({ user }, namespace.name), kubeconfig)
    const asked = auditOf(cluster.auditLog, user)
    const options = ['--kubeconfig', kubeconfig, '-o', 'json']
    const diagnosed = await folder.usrops(['diagnose', ...options, '--no-wait'])
    const checked = await folder.usrops(['doctor', ...options])
    return {
      diagnosis: diagnosisIn(diagnosed.stdout),
      doctor: JSON.parse(checked.stdout) as Doctor,
      asked: await asked(),
      runs: [diagnosed, checked],
    }
  }

  it('look: everything in the namespace and around it is seen, nothing but reading is asked, and nothing is refused', async () => {
    const { diagnosis, doctor, asked, runs } = await asUser(`${namespace.name}-look`, 'look', '--cluster-wide')
    expect(asked.filter((each) => !isReading(each))).toEqual([])
    expect(asked.filter(({ code }) => code === 403)).toEqual([])
    expect(asked.filter(({ resource }) => /^secrets|^pods\/(?!log$)/.test(resource))).toEqual([])
    expect(asked.map(({ resource }) => resource)).toEqual(
      expect.arrayContaining(['pods', 'pods/log', 'nodes', 'events']),
    )
    expect(unknownIn(diagnosis, /^(kubernetes|logs|cluster)\./)).toEqual(['get secrets api-db'])
    expect(unknownIn(diagnosis, /^helm\./)).toEqual(['list secrets'])
    expect(unknownIn(diagnosis, /^http\./)).toEqual(['get and create pods/portforward'])
    const whole = doctor.systems.find(({ system }) => system === 'cluster')
    expect(whole).toMatchObject({
      reached: true,
      vantage: 'cluster',
      version: expect.stringMatching(/^v1\./),
      identity: expect.any(String),
    })
    expect(whole?.latencyMs).toBeGreaterThan(0)
    expectNoSecret(runs)
  })

  it('look without the cluster-wide part: says what of the cluster is missing, and sees the namespace all the same', async () => {
    const { diagnosis, doctor, asked } = await asUser(`${namespace.name}-narrow`, 'look')
    expect(asked.filter((each) => !isReading(each))).toEqual([])
    // Which cluster it is has to be asked before anything else is known.
    const refused = asked
      .filter(({ code }) => code === 403)
      .map(({ verb, resource, name }) => [verb, resource, name].join(' '))
    expect([...new Set(refused)]).toEqual(['get namespaces kube-system'])
    expect(unknownIn(diagnosis, /^(kubernetes|logs)\./)).toEqual(['get secrets api-db'])
    expect(unknownIn(diagnosis, /^cluster\./)).toEqual(expect.arrayContaining(['list nodes', 'get services kube-dns']))
    const grants = doctor.systems
      .filter(({ system }) => system === 'cluster')
      .flatMap(({ unasked }) => unasked.map(({ grant }) => grant))
    expect(grants.length).toBeGreaterThan(2)
    for (const grant of grants) expect(grant).toMatch(/: usrops doctor --rbac look --cluster-wide$/)
  })

  it('connect: opens tunnels and reads the Secret that was named, and no other', async () => {
    const { diagnosis, asked, runs } = await asUser(
      `${namespace.name}-connect`,
      'connect',
      '--cluster-wide',
      '--secret',
      'api-db',
    )
    expect(asked.filter((each) => !isReading(each))).toEqual([])
    expect(asked.filter(({ code }) => code === 403)).toEqual([])
    const secrets = asked.filter(({ resource }) => resource === 'secrets').map(({ verb, name }) => `${verb} ${name}`)
    expect([...new Set(secrets)]).toEqual(['get api-db'])
    expect(asked.map(({ resource }) => resource)).toContain('pods/portforward')
    expect(diagnosis.checks.filter(({ id, target }) => id === 'http.unhealthy' && target.name === 'api')).toMatchObject(
      [{ answer: 'ok' }],
    )
    expect(unknownIn(diagnosis, /^(kubernetes|cluster)\./)).toEqual([])
    expectNoSecret(runs)
  })

  it('helm: the history of releases is seen, and none of their values', async () => {
    const { diagnosis, asked, runs } = await asUser(
      `${namespace.name}-helm`,
      'helm',
      '--cluster-wide',
      '--secret',
      'api-db',
    )
    expect(asked.filter((each) => !isReading(each))).toEqual([])
    expect(asked.filter(({ code }) => code === 403)).toEqual([])
    const answers = diagnosis.checks.filter(({ id, answer }) => id.startsWith('helm.') && answer !== 'unknown')
    expect(answers.length).toBeGreaterThan(0)
    expect(unknownIn(diagnosis, /^helm\./)).toEqual([])
    expectNoSecret(runs)
  })
})

/** The rights whose lack keeps these checks from an answer, each once. */
function unknownIn({ checks }: Diagnosis, about: RegExp): readonly string[] {
  const reasons = checks
    .filter(({ id, answer }) => answer === 'unknown' && about.test(id))
    .map(({ reason }) => reason ?? '')
  const rights = reasons.map((reason) => /^not allowed to (.+?) in (?:namespace|the whole)/.exec(reason)?.[1] ?? reason)
  return [...new Set(rights)].filter((right) => !isOfOthers(right))
}

/** Other suites on the same cluster have webhooks of their own, whose Services are in namespaces of theirs. */
function isOfOthers(right: string): boolean {
  return right === 'list endpointslices.discovery.k8s.io'
}

function expectNoSecret(runs: readonly ProgramRun[]) {
  for (const { stdout, stderr } of runs) expect(stdout + stderr).not.toContain(canary)
}
