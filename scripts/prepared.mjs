// Runs a script on Node 24, whatever Node started it, after installing what package-lock.json asks for: `node scripts/prepared.mjs scripts/demo.ts …`.
// Plain JavaScript of an old kind, because it is what runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const stamp = join(root, 'node_modules', '.installed-for')
const wanted = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex')

if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== wanted) install()
run(process.argv.slice(2))

function install() {
  process.stderr.write('installing the packages of package-lock.json (once)…\n')
  const npm = process.env.npm_execpath
  // Not `npm ci`: it refuses a lock file without the packages of other platforms, which not every registry has.
  const words = ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']
  const [command, args] = npm ? [process.execPath, [npm, ...words]] : ['npm', words]
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] })
  if (status !== 0) {
    process.stderr.write('the packages could not be installed; is the npm registry reachable?\n')
    process.exit(status || 1)
  }
  writeFileSync(stamp, wanted)
}

function run(words) {
  const local = join(root, 'node_modules', '.bin', 'node')
  const node = existsSync(local) ? local : process.execPath
  const path = [join(root, 'node_modules', '.bin'), process.env.PATH].join(':')
  const child = spawn(node, words, { cwd: root, stdio: 'inherit', env: Object.assign({}, process.env, { PATH: path }) })
  // The terminal sends Ctrl-C to both; the child decides when it is done.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => signal !== 'SIGINT' && child.kill(signal))
  child.on('exit', (code, signal) => {
    process.exitCode = code === null ? 128 + (signal === 'SIGINT' ? 2 : 15) : code
  })
}
