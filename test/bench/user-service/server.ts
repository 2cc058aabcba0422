import { setTimeout as sleep } from 'node:timers/promises'
import { skewedClock } from './clock.ts'
import { type Configuration, readConfiguration } from './configuration.ts'
import { runJob } from './jobs.ts'
import { createLog, errorFields, type Log } from './log.ts'
import { createService, type Service } from './service.ts'

// Kubernetes waits 30 s before it kills; a leaked connection would keep this one from ever being done.
const GRACE_MS = 5000

await main()

async function main(): Promise<void> {
  const configuration = configured()
  const { faults, role } = configuration
  const log = createLog({
    ...configuration.log,
    service: configuration.service,
    clock: skewedClock(faults.clockSkewSeconds),
  })
  if (role === 'migrate' || role === 'clean-up') return await endWith(log, runJob(role, configuration, log))
  if (faults.bug === 'start') readForgottenSetting()
  if (faults.startDelayMs > 0) await slowStart(faults.startDelayMs)
  const service = createService(configuration, log)
  const { server } = service
  server.on('error', (error) => fail(log, 'cannot listen', error))
  server.listen(configuration.port, configuration.host, () => {
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : configuration.port
    log.info(`${configuration.service} ${configuration.version} listening on port ${port}`, { port })
    process.send?.({ port })
    service.begin().catch((error: unknown) => fail(log, 'service could not start', error))
  })
  process.once('SIGTERM', () => void stop(service, log, 'SIGTERM'))
  process.once('SIGINT', () => void stop(service, log, 'SIGINT'))
  if (process.env.EXIT_WITH_PARENT === '1') exitWithParent()
}

function configured(): Configuration {
  try {
    return readConfiguration(process.env)
  } catch (error) {
    const log = createLog({ service: process.env.SERVICE_NAME ?? 'user-service', ...startUpLog() })
    log.error('configuration is not complete', errorFields(error))
    process.exit(1)
  }
}

function startUpLog() {
  return { level: 'error', file: null, stdout: true, clock: skewedClock(0) }
}

async function stop(service: Service, log: Log, signal: string): Promise<void> {
  log.info(`received ${signal}, stopping`)
  setTimeout(() => process.exit(0), GRACE_MS).unref()
  await service.stop()
  log.info('stopped')
  await log.close()
  process.exit(0)
}

async function endWith(log: Log, job: Promise<void>): Promise<void> {
  const failed = await job.then(
    () => false,
    (error: unknown) => {
      log.error('job failed', errorFields(error))
      return true
    },
  )
  await log.close()
  process.exit(failed ? 1 : 0)
}

/** Process 1 of a container is not ended by a signal that it does not listen to. */
async function slowStart(milliseconds: number): Promise<void> {
  const end = () => process.exit(143)
  process.once('SIGTERM', end)
  await sleep(milliseconds)
  process.off('SIGTERM', end)
}

/** The mistake of a release that nobody has started before it was rolled out. */
function readForgottenSetting(): number {
  const settings: { sessions: { timeoutMs: number } } = JSON.parse('{}')
  return settings.sessions.timeoutMs
}

function fail(log: Log, msg: string, error: unknown): void {
  log.error(msg, errorFields(error))
  void log.close().then(() => process.exit(1))
}

/** The parent holds the other end of stdin: it closes even where the parent was killed. */
function exitWithParent(): void {
  process.stdin.on('end', () => process.exit(0)).on('error', () => process.exit(0))
  process.stdin.resume()
}
