import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { openPostgres } from '../../../src/clients/postgres/open.ts'
import type { PostgresSettings } from '../../../src/clients/postgres/settings.ts'
import { CannotAsk } from '../../../src/core/facts.ts'
import { Secret } from '../../../src/core/secret.ts'
import { BENCH_START_TIMEOUT_MS, type Bench, startBench } from '../../bench/bench.ts'
import { type Certificates, makeCertificates } from '../../bench/machine/certificates.ts'
import { freePort } from '../../bench/machine/ports.ts'
import { openRunFolder } from '../../bench/machine/run-folder.ts'
import { describeOnBench } from '../../bench/require-bench.ts'
import { budgetOf, settingsOf, withClient } from './connecting.ts'
import { lookAt } from './looking.ts'

const refusal = async (settings: PostgresSettings, milliseconds = 5_000) => {
  const error = await openPostgres(settings, budgetOf(milliseconds)).then(
    async (connection) => {
      await connection.close()
      throw new Error('it was not refused')
    },
    (refused: unknown) => refused,
  )
  expect(error).toBeInstanceOf(CannotAsk)
  return (error as CannotAsk).unasked
}

await describeOnBench(['postgres', 'pgbouncer'], 'a Postgres that cannot be asked', () => {
  let bench: Bench<'postgres' | 'pgbouncer'>
  let certificates: Certificates
  const environment = { ...process.env }

  beforeAll(async () => {
    certificates = await makeCertificates(openRunFolder(), 'postgres')
    const settings = { max_connections: 12 }
    bench = await startBench({ postgres: { tls: certificates, settings }, pgbouncer: { poolSize: 1 } })
  }, BENCH_START_TIMEOUT_MS)

  afterEach(() => {
    for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name]
  })

  afterAll(() => bench.stop())

  it('is not reachable from here when nobody listens, which does not say that it is down', async () => {
    const port = await freePort('127.0.0.1')
    const { kind, reason } = await refusal(settingsOf(bench.postgres.url, { port }))
    expect(kind).toBe('unreachable')
    expect(reason).toContain('from here')
  })

  it('is not reachable from here when the name is unknown', async () => {
    expect((await refusal(settingsOf(bench.postgres.url, { host: 'db.invalid' }))).kind).toBe('unreachable')
  })

  it('hangs when it accepts and keeps silent', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1')
    await new Promise((resolve) => silent.once('listening', resolve))
    const { port } = silent.address() as AddressInfo
    for (const sslmode of ['disable', 'prefer', 'require'] as const) {
      const unasked = await refusal(settingsOf(bench.postgres.url, { port, sslmode }), 300)
      expect(unasked).toMatchObject({ kind: 'hung', reason: expect.stringContaining('0.3 s') })
    }
    silent.close()
  })

  it('hangs when it is stopped', async () => {
    bench.postgres.pause()
    try {
      expect((await refusal(settingsOf(bench.postgres.url), 500)).kind).toBe('hung')
    } finally {
      bench.postgres.resume()
    }
  })

  it('refuses a wrong password without showing it', async () => {
    const password = new Secret('canary-of-the-test')
    for (const url of [bench.postgres.url, bench.pgbouncer.url]) {
      const unasked = await refusal(settingsOf(url, { password }))
      expect(unasked.kind).toBe('authentication')
      expect(JSON.stringify(unasked)).not.toContain('canary')
    }
  })

  it('takes neither password nor options from the environment of whoever asks', async () => {
    Object.assign(process.env, {
      PGPASSWORD: new URL(bench.postgres.url).password,
      PGOPTIONS: '-c statement_timeout=1',
    })
    Object.assign(process.env, { PGSSLNEGOTIATION: 'direct', PGREPLICATION: 'database', PGHOST: 'elsewhere.invalid' })
    const { password: _password, ...withoutPassword } = settingsOf(bench.postgres.url)
    expect(await refusal(withoutPassword)).toMatchObject({
      kind: 'authentication',
      reason: expect.stringContaining('none is configured'),
    })
    await withClient(bench.pgbouncer.url, async (client) => expect(client.database).toBe('users'))
  })

  it('has no such database', async () => {
    for (const url of [bench.postgres.url, bench.pgbouncer.url])
      expect((await refusal(settingsOf(url, { database: 'nowhere' }))).reason).toContain('database')
  })

  it('is full, and says which right would still get in', async () => {
    const clients = await fill(bench.postgres.url)
    try {
      const unasked = await refusal(settingsOf(bench.postgres.url))
      expect(unasked).toMatchObject({ kind: 'full', grant: expect.stringContaining('pg_use_reserved_connections') })
    } finally {
      await Promise.all(clients.map((client) => client.end()))
    }
  })

  it('hangs behind a pooler whose only connection is taken', async () => {
    const holder = new pg.Client(bench.pgbouncer.url)
    await holder.connect()
    await holder.query('BEGIN; SELECT 1')
    expect(await refusal(settingsOf(bench.pgbouncer.url), 700)).toMatchObject({
      kind: 'hung',
      grant: expect.stringContaining('pooler'),
    })
    await holder.end()
  })

  it('is full behind a pooler too', async () => {
    await bench.pgbouncer.restart()
    const clients = await fill(bench.postgres.url)
    try {
      expect(await refusal(settingsOf(bench.pgbouncer.url))).toMatchObject({ kind: 'full' })
    } finally {
      await Promise.all(clients.map((client) => client.end()))
    }
  })

  it('is down behind a pooler that waits for it: the pooler is what answers', async () => {
    await bench.pgbouncer.restart()
    await bench.postgres.stop()
    try {
      expect(await refusal(settingsOf(bench.pgbouncer.url), 1_000)).toMatchObject({ kind: 'hung' })
      const { grant } = await refusal(settingsOf(bench.pgbouncer.url), 1_000)
      expect(grant).toContain('pooler')
    } finally {
      await bench.postgres.start()
      // It would wait for 15 s before it tries its server again.
      await bench.pgbouncer.restart()
    }
  })

  it('is asked once: after one question without an answer it is left alone', async () => {
    const { host, port } = bench.postgres
    const proxied = settingsOf(bench.postgres.monitorUrl)
    const look = lookAt(bench.postgres.monitorUrl, {
      dial: async (...address) => {
        const stream = await proxied.dial(...address)
        // Silence after the introduction.
        let answers = 0
        const emit = stream.emit.bind(stream)
        stream.emit = (event: string, ...values: unknown[]) =>
          event === 'data' && ++answers > 8 ? true : emit(event, ...values)
        return stream
      },
      host,
      port,
      sslmode: 'disable',
    })
    const [instance] = (await look).instances
    const kinds = Object.values(instance?.observations ?? {}).map((each) => 'unasked' in each && each.unasked.kind)
    expect(kinds.filter((kind) => kind === 'hung').length).toBeGreaterThan(1)
  })

  it('protects the connection as sslmode says, like libpq', async () => {
    const ca = readFileSync(certificates.ca, 'utf8')
    const uses = (sslmode: PostgresSettings['sslmode'], tls: PostgresSettings['tls'] = {}) =>
      withClient(
        bench.postgres.url,
        async (client) => {
          const query = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()'
          const [[row]] = await client.read<[{ ssl: boolean }]>([query], budgetOf())
          return row?.ssl
        },
        { sslmode, tls },
      )
    expect(await uses('disable')).toBe(false)
    expect(await uses('allow')).toBe(false)
    expect(await uses('prefer')).toBe(true)
    expect(await uses('require')).toBe(true)
    expect(await uses('verify-ca', { ca })).toBe(true)
    expect(await uses('verify-full', { ca })).toBe(true)
    expect(await uses('verify-full', { ca, servername: 'localhost' })).toBe(true)
  })

  it('is not trusted with a certificate of a stranger or of another name, and never asked without protection then', async () => {
    const ca = readFileSync(certificates.ca, 'utf8')
    const stranger = await refusal(settingsOf(bench.postgres.url, { sslmode: 'verify-full' }))
    expect(stranger.reason).toContain('TLS handshake')
    const settings = settingsOf(bench.postgres.url, { sslmode: 'verify-full', tls: { ca, servername: 'db.example' } })
    expect((await refusal(settings)).reason).toContain('TLS handshake')
    await withClient(bench.postgres.url, async () => undefined, { ...settings, sslmode: 'verify-ca' })
  })

  it('goes without TLS where the server has none and sslmode allows it', async () => {
    await withClient(bench.pgbouncer.url, async () => undefined, { sslmode: 'prefer' })
    const { reason } = await refusal(settingsOf(bench.pgbouncer.url, { sslmode: 'require' }))
    expect(reason).toContain('does not offer TLS')
  })
})

async function fill(url: string): Promise<readonly pg.Client[]> {
  const clients: pg.Client[] = []
  for (;;) {
    const client = new pg.Client(url)
    try {
      await client.connect()
    } catch {
      return clients
    }
    clients.push(client)
  }
}
