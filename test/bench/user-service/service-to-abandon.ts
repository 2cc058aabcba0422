import { startUserService } from './start.ts'

// Run by start.test.ts as a process of its own, which is then killed.
const [logFile = ''] = process.argv.slice(2)
const env = { DATABASE_URL: 'postgresql://app@127.0.0.1:1/users', JWT_SECRET: 'secret' }
const { pid, url } = await startUserService({ env, logFile })
process.stdout.write(`${JSON.stringify({ pid, url })}\n`)
setInterval(() => undefined, 60_000)
