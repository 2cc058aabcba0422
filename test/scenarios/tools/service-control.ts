/** `service-control URL restart|rollback`: how the team of the sample service restarts it or takes a release back. */
const [, , control = '', verb = ''] = process.argv

const response = await fetch(new URL(verb, `${control}/`), { method: 'POST' })
if (!response.ok) {
  process.stderr.write(`${verb} failed: ${response.status} ${await response.text()}\n`)
  process.exitCode = 1
}

export {}
