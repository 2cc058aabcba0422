import { Client } from 'pg'

/** As much of psql as a printed command needs, for machines without it: `psql [-X] [-q] [-A] [-t] URL -c SQL…`. */
const words = process.argv.slice(2)
const commands = words.filter((_, index) => words[index - 1] === '-c')
const connectionString = words.find((word) => /^postgres(ql)?:/.test(word))
if (connectionString === undefined || commands.length === 0) {
  process.stderr.write('this stand-in for psql needs a URL and -c\n')
  process.exit(2)
}

const client = new Client({ connectionString })
client.on('error', () => undefined)
try {
  await client.connect()
  for (const command of commands) for (const result of [await client.query(command)].flat()) write(result.rows)
} catch (error) {
  process.stderr.write(`psql: error: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
} finally {
  await client.end().catch(() => undefined)
}

function write(rows: readonly object[]): void {
  for (const row of rows) process.stdout.write(`${Object.values(row).join('|')}\n`)
}
