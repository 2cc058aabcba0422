import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import { execa } from 'execa'
import { endedAlready, endOnExit } from '../../machine/exit-guard.ts'
import { startedAt } from '../../machine/process-table.ts'
import { forgetServer, recordServer } from '../../machine/run-folder.ts'
import { until } from '../../machine/until.ts'
import { type AddressBlock, freeBlocks } from './address-block.ts'

/** What a node runs on: namespaces for network, mounts and processes, joined to this machine by a wire. */
export interface Machine {
  readonly addresses: AddressBlock
  /** The id of its process 1, as seen from here. */
  readonly first: number
  /** Words to put before a command that is to run in it. */
  readonly enter: readonly [command: string, ...words: string[]]
  /** Gives the standard output. */
  run(command: string, ...args: readonly string[]): Promise<string>
  /** Everything in it ends at once, and with that its mounts, devices and packet filters are gone. */
  stop(): Promise<void>
}

export interface MachineOptions {
  /** The program of machine.go. */
  readonly program: string
  /** The run folder. */
  readonly dir: string
  readonly name: string
  /** Folders of programs and their libraries. */
  readonly env: Readonly<Record<string, string>>
}

/** Makes a machine; it ends with this process, however that ends. */
export async function newMachine(options: MachineOptions): Promise<Machine> {
  const holder = await hold(options)
  try {
    const inside = machineOf(options, holder.first)
    const addresses = await wire(holder.first, inside)
    return {
      ...{ ...inside, addresses },
      async stop() {
        await holder.stop()
        // The kernel takes devices away after the last process, not with it.
        await until('the wire is gone', async () => !existsSync(`/sys/class/net/${addresses.device}`), 10_000)
      },
    }
  } catch (error) {
    await holder.stop()
    throw error
  }
}

/** The machine whose first process is known. */
export function machineOf(
  { program, env }: Pick<MachineOptions, 'program' | 'env'>,
  first: number,
): Pick<Machine, 'first' | 'enter' | 'run'> {
  const words = ['run', String(first)]
  return {
    first,
    enter: [program, ...words],
    async run(command, ...args) {
      const { stdout } = await execa(program, [...words, command, ...args], { env, stdin: 'ignore' })
      return stdout
    },
  }
}

async function hold({ program, dir, name }: MachineOptions) {
  // Its standard input is what it lives by: it closes even when this process is killed.
  const child = spawn(program, ['hold', basename(dir)], { stdio: ['pipe', 'pipe', 'inherit'], detached: true })
  const { pid } = child
  if (pid === undefined) throw new Error(`${program} could not be started`)
  recordServer(dir, name, pid)
  endOnExit(pid)
  const exited = once(child, 'exit')
  const [line] = await Promise.race([once(createInterface(child.stdout), 'line'), exited])
  const first = Number(line)
  const stop = async () => {
    child.ref()
    child.stdin.destroy()
    await exited
    await until('the machine has stopped', async () => startedAt(first) === undefined, 10_000)
    endedAlready(pid)
    forgetServer(dir, name)
  }
  if (!(first > 1)) {
    await stop()
    throw new Error('no namespaces could be made for a node')
  }
  // A forgotten machine must not keep its owner alive.
  child.stdout.destroy()
  child.unref()
  return { first, stop }
}

/** Joins the machine to this one, at the first block of addresses that nobody else claims. */
async function wire(first: number, machine: Pick<Machine, 'run'>): Promise<AddressBlock> {
  const inside = (...args: string[]) => machine.run('ip', ...args)
  const addresses = await claim(first)
  const { device, host, node, services, pods, wire: bits } = addresses
  await execa('ip', ['address', 'add', `${host}/${bits}`, 'dev', device])
  await execa('ip', ['link', 'set', device, 'up'])
  await inside('link', 'set', 'lo', 'up')
  await inside('address', 'add', `${node}/${bits}`, 'dev', 'eth0')
  await inside('link', 'set', 'eth0', 'up')
  // The machine itself has no way further than to this one: what looks for the internet is told so at once.
  for (const network of [services, pods]) await execa('ip', ['route', 'add', network, 'via', node])
  return addresses
}

async function claim(first: number): Promise<AddressBlock> {
  for (const block of await freeBlocks()) {
    const peer = ['peer', 'name', 'eth0', 'netns', String(first)]
    const { failed, stderr } = await execa('ip', ['link', 'add', block.device, 'type', 'veth', ...peer], {
      reject: false,
    })
    if (!failed) return block
    // Another cluster was quicker, if it is not something else.
    if (!stderr.includes('File exists')) throw new Error(`the node cannot be joined to this machine: ${stderr}`)
  }
  throw new Error('no addresses are free for a cluster: 10.200.0.0/13 and 198.18.0.0/15 are in use')
}
