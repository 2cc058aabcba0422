import { skewedClock } from './clock.ts'
import { type Configuration, readConfiguration } from './configuration.ts'
import { createLog, errorFields, type Log } from './log.ts'
import { createService, type Service } from './service.ts'

// Kubernetes waits 30 s before it kills; a leaked connection would keep this one from ever being done.
const GRACE_MS = 5000

main()

function main(): void {
  const configuration = configured()
  const log = createLog({
    ...configuration.log,
    service: configuration.service,
    clock: skewedClock(configuration.faults.clockSkewSeconds),
  })
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

function fail(log: Log, msg: string, error: unknown): void {
  log.error(msg, errorFields(error))
  void log.close().then(() => process.exit(1))
}

/** The parent holds the other end of stdin: it closes even where the parent was killed. */
function exitWithParent(): void {
  process.stdin.on('end', () => process.exit(0)).on('error', () => process.exit(0))
  process.stdin.resume()
}
