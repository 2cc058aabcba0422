import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { endedAlready, endOnExit } from '../machine/exit-guard.ts'
import { isRoot } from '../machine/unprivileged-user.ts'
import { type NetworkNamespace, newNamespace } from './namespace.ts'
import { type SlowLink, type Slowness, slowLink } from './slow-link.ts'

/** The sample service and its systems, at the far end of a slow wire. */
export interface SlowNetwork {
  readonly means: SlowLink['means']
  /** Where the operator sits. */
  readonly operator: NetworkNamespace
  /** The variables by which the systems are reached from there. */
  readonly variables: Readonly<Record<string, string>>
  stop(): Promise<void>
}

/** Why there can be none on this machine, or undefined. */
export function whyNoSlowNetwork(): string | undefined {
  if (process.platform !== 'linux') return 'needs the network namespaces of Linux'
  return isRoot ? undefined : 'needs root, to make network namespaces'
}

/** Brings up everything in one namespace, healthy and called steadily, and a wire to another one. */
export async function startSlowNetwork(slowness: Slowness): Promise<SlowNetwork> {
  const [far, operator] = await Promise.all([newNamespace(), newNamespace()])
  try {
    const link = await slowLink(far, operator, slowness)
    const systems = await startFarSystems(far)
    return {
      ...{ means: link.means, operator, variables: systems.variables },
      async stop() {
        await systems.stop()
        link.stop()
        for (const each of [far, operator]) each.stop()
      },
    }
  } catch (error) {
    for (const each of [far, operator]) each.stop()
    throw error
  }
}

async function startFarSystems(far: NetworkNamespace) {
  const program = fileURLToPath(new URL('far-systems.ts', import.meta.url))
  const [command = '', ...words] = [...far.enter, process.execPath, program]
  const child = spawn(command, words, { stdio: ['pipe', 'inherit', 'inherit', 'ipc'] })
  const { pid } = child
  if (pid === undefined) throw new Error('the systems could not be started')
  endOnExit(pid)
  const ended = once(child, 'exit')
  const [message] = await Promise.race([once(child, 'message'), ended])
  if (typeof message !== 'object' || message === null) throw new Error(`the systems ended with ${message}`)
  return {
    variables: message as Readonly<Record<string, string>>,
    async stop() {
      child.stdin?.end()
      await ended
      endedAlready(pid)
    },
  }
}
