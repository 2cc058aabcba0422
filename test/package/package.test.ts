import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import manifest from '../../package.json' with { type: 'json' }
import { BENCH_START_TIMEOUT_MS, type Bench, startBench } from '../bench/bench.ts'
import type { Cluster } from '../bench/kubernetes/cluster.ts'
import { busyboxImage } from '../bench/kubernetes/images/busybox-image.ts'
import { startCluster } from '../bench/kubernetes/start-cluster.ts'
import { describeOnBench } from '../bench/require-bench.ts'
import { deployment } from '../clients/logs/on-cluster.ts'
import { deadPort } from '../clients/tcp-servers.ts'
import { type Installed, install, run } from './installed.ts'
import { olderNode } from './older-node.ts'

let installed: Installed
beforeAll(async () => {
  installed = await install()
})
afterAll(() => installed[Symbol.asyncDispose]())

describe('the package', () => {
  it('holds the bundle, the schemas and what a reader needs, and nothing else', async () => {
    const files = await readdir(installed.root, { recursive: true, withFileTypes: true })
    const names = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name))
    const others = names
      .map((name) => name.slice(installed.root.length + 1))
      .filter((name) => !/^dist\/(chunks\/)?[\w-]+\.js$|^schemas\/[\w.-]+\.json$/.test(name))
    expect(others.toSorted()).toEqual(['CHANGELOG.md', 'LICENSE', 'README.md', 'dist/THIRD-PARTY.txt', 'package.json'])
  })

  it('carries the licence of every package whose code it holds', async () => {
    const notices = await readFile(join(installed.root, 'dist', 'THIRD-PARTY.txt'), 'utf8')
    for (const name of ['commander', 'pg', 'ioredis', '@platformatic/kafka', 'zod', 'yaml', 'pg-types']) {
      expect(notices).toMatch(new RegExp(`^---- ${name} \\d\\S* \\(\\S+\\) ----\\n\\n.*(Licen[cs]e|Copyright)`, 'ms'))
    }
  })

  it('reads a kubeconfig, and says which cluster it cannot reach', async () => {
    const kubeconfig = join(installed.folder, 'kubeconfig')
    const cluster = `{ name: gone, cluster: { server: 'http://127.0.0.1:${await deadPort()}' } }`
    const context = '{ name: gone, context: { cluster: gone, user: me } }'
    await writeFile(
      kubeconfig,
      `current-context: gone\nclusters: [${cluster}]\ncontexts: [${context}]\nusers: [{ name: me, user: {} }]\n`,
    )
    const { code, stdout } = await installed.usrops(['diagnose', '-o', 'json', '--kubeconfig', kubeconfig])
    expect({ code, said: stdout }).toEqual({ code: 7, said: expect.stringContaining('connection refused') })
  })

  it('says its version', async () => {
    expect(await installed.usrops(['--version'])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' })
  })

  it.each(['dist/usrops.js', 'bin/usrops.ts'])('ends well where the reader of its help is gone (%s)', async (entry) => {
    const script = `"${process.execPath}" ${entry} --help | true; exit "\${PIPESTATUS[0]}"`
    expect(await run('bash', ['-c', script], { env: installed.env })).toEqual({ code: 0, stdout: '', stderr: '' })
  })

  it('keeps compiled code where only its owner looks', async () => {
    await installed.usrops(['--help'])
    const folder = join(installed.folder, 'cache', 'usrops')
    expect((await stat(folder)).mode & 0o777).toBe(0o700)
    const kept = await readdir(folder, { recursive: true, withFileTypes: true })
    expect(kept.filter((file) => file.isFile()).length).toBeGreaterThan(2)
  })

  it('starts where no cache folder can be made', async () => {
    const ended = await installed.usrops(['--version'], { XDG_CACHE_HOME: '/dev/null' })
    expect(ended).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' })
  })

  it('tells an older Node in one sentence what it needs', async () => {
    const older = await olderNode(installed.folder)
    const ended = await run(older.command, [...older.words, join(installed.root, 'dist', 'usrops.js'), 'diagnose'], {
      env: installed.env,
    })
    expect(ended).toEqual({
      code: 2,
      stdout: '',
      stderr: `usrops needs Node 24 or newer; this is Node ${older.version}. Install it, or put it first on PATH.\n`,
    })
  })

  it.each([
    [['--help'], 'Usage: usrops'],
    [['diagnose', '--help'], 'Usage: usrops diagnose'],
    [['doctor', '--sql'], 'pg_monitor'],
    [['init', '--file', '-'], 'version: 1'],
    [['config', 'schema'], 'https://json-schema.org/draft/2020-12/schema'],
    [['completion', 'bash'], 'complete -o default -F _usrops usrops'],
  ])('answers %j', async (words, answer) => {
    const { code, stdout, stderr } = await installed.usrops(words)
    expect({ code, stderr, said: stdout.includes(answer) }).toEqual({ code: 0, stderr: '', said: true })
  })
})

await describeOnBench(['postgres', 'pgbouncer', 'redis', 'kafka'], 'the installed program on real systems', () => {
  let bench: Bench<'postgres' | 'pgbouncer' | 'redis' | 'kafka'>
  beforeAll(async () => {
    bench = await startBench({ postgres: true, pgbouncer: true, redis: true, kafka: true })
  }, BENCH_START_TIMEOUT_MS)
  afterAll(() => bench.stop())

  it('diagnoses them all with the drivers it carries', async () => {
    const { code, stdout } = await installed.usrops(['diagnose', '-o', 'json', '--no-wait'], {
      ...bench.env,
      PGBOUNCER_ADMIN_URL: bench.pgbouncer.statsUrl,
    })
    const document = JSON.parse(stdout)
    const schema = JSON.parse(await readFile(join(installed.root, 'schemas', 'diagnosis.v1.json'), 'utf8'))
    const valid = new Ajv2020({ strict: false, validateFormats: false }).compile(schema)
    expect({ code, matches: valid(document), errors: valid.errors }).toEqual({ code: 0, matches: true, errors: null })
    const asked = document.target.systems.map((each: { system: string; asked: boolean }) => [each.system, each.asked])
    expect(Object.fromEntries(asked)).toEqual({ postgres: true, pgbouncer: true, redis: true, kafka: true })
  })
})

await describeOnBench(['kubernetes'], 'the installed program on a cluster', () => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await startCluster()
    const image = await busyboxImage()
    await cluster.importImage(image)
    await cluster.apply([deployment('default', 'users', image.reference, { app: 'sleep 3600' })])
    await cluster.run('rollout', 'status', 'deployment/users', '--timeout=60s')
  }, BENCH_START_TIMEOUT_MS)
  afterAll(() => cluster?.stop())

  it('finds a service by a kubeconfig alone, and judges it', async () => {
    const { code, stdout } = await installed.usrops(['diagnose', '-o', 'json'], { KUBECONFIG: cluster.kubeconfig })
    const { services, target, verdict } = JSON.parse(stdout)
    const asked = target.systems.map((each: { system: string; asked: boolean }) => [each.system, each.asked])
    expect({ code, verdict, asked: Object.fromEntries(asked) }).toMatchObject({
      ...{ code: 0, verdict: 'ok' },
      asked: { kubernetes: true, logs: true, cluster: true },
    })
    expect(services).toMatchObject([{ target: { name: 'users', namespace: 'default' } }])
  })

  it('writes down what it found', async () => {
    const { code, stdout } = await installed.usrops(['init', '--file', '-'], { KUBECONFIG: cluster.kubeconfig })
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^ +users:/m) })
  })
})
