import { Duplex } from 'node:stream'
import { execa } from 'execa'
import { CannotAsk } from '../core/facts.ts'
import type { Dial } from './dial.ts'
import { isOpen, reasonOf } from './ssh-words.ts'

/** ssh's own limit for reaching the bastion, in seconds; the budget of the caller may be shorter. */
const connectSeconds = 10

/** Connects through a bastion with the operator's own ssh (`-W`): its configuration, agent and known hosts count, it never asks, and no local port is opened. */
export function dialSsh(bastion: string): Dial {
  return async (host, port, signal) => {
    if (host.startsWith('/')) throw new CannotAsk('unsupported', `${host} is a socket of this machine`, 'via: direct')
    const far = `${host.includes(':') ? `[${host}]` : host}:${port}`
    const child = startSsh(bastion, far)
    const abort = () => child.kill()
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
    try {
      const refusal = await forwarded(child, bastion)
      if (refusal === undefined) return streamOf(child)
      const reason = signal.aborted ? `timed out, through the bastion ${bastion}` : refusal
      const grant = `see that this works without a question: ssh -o BatchMode=yes ${bastion} true`
      throw new CannotAsk('unreachable', `${far} is not reachable from here: ${reason}`, grant)
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }
}

type Ssh = ReturnType<typeof startSsh>

function startSsh(bastion: string, far: string) {
  const options = ['-o', 'BatchMode=yes', '-o', `ConnectTimeout=${connectSeconds}`]
  // Only the second level of verbosity says when the far end is connected.
  return execa('ssh', ['-vv', ...options, '-W', far, '--', bastion], {
    stdio: 'pipe',
    buffer: false,
    reject: false,
    encoding: 'buffer',
  })
}

/** The stream is ssh: when one is closed, the other ends. */
function streamOf(child: Ssh): Duplex {
  const stream = Duplex.from({ writable: child.stdin, readable: child.stdout })
  return stream.once('close', () => child.kill())
}

/** Undefined once the far end is connected; else why not. */
function forwarded(child: Ssh, bastion: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let verbose = ''
    child.stderr.on('data', (chunk: Buffer) => {
      verbose = (verbose + chunk.toString('utf8')).slice(-65_536)
      if (isOpen(verbose)) {
        child.stderr.removeAllListeners('data').resume()
        resolve(undefined)
      }
    })
    child.then((result) =>
      resolve(result.code === 'ENOENT' ? 'there is no ssh on this machine' : reasonOf(verbose, bastion)),
    )
  })
}
