import { Redis } from 'ioredis'

/** As much of redis-cli as a printed command needs, for machines without it: `redis-cli [-u URL | -h HOST -p PORT] COMMAND…`. */
const words = process.argv.slice(2)
const options: Record<string, string> = {}
while (words[0]?.startsWith('-')) {
  const name = words.shift() ?? ''
  if (name !== '--no-auth-warning') options[name] = words.shift() ?? ''
}
const url = options['-u'] ?? `redis://${options['-h'] ?? '127.0.0.1'}:${options['-p'] ?? '6379'}`
const redis = new Redis(url, {
  maxRetriesPerRequest: 0,
  retryStrategy: () => null,
  ...(options['--user'] && { username: options['--user'] }),
  ...(options['-a'] && { password: options['-a'] }),
})
redis.on('error', () => undefined)
try {
  const [command = '', ...args] = words
  process.stdout.write(`${String(await redis.call(command, ...args))}\n`)
} catch (error) {
  process.stderr.write(`(error) ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
} finally {
  redis.disconnect()
}
