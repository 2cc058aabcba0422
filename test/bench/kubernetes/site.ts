import { basename, join } from 'node:path'
import type { ServerControl } from '../machine/server-control.ts'
import { startServer } from '../machine/server-process.ts'
import type { Cgroups } from './node/cgroups.ts'
import type { Machine } from './node/machine.ts'
import type { ClusterPrograms } from './programs/cluster-programs.ts'

/** What the programs of one cluster are started with. */
export interface Site {
  /** The run folder, with the logs. */
  readonly dir: string
  /** The cluster's own folder in it. */
  readonly folder: string
  readonly programs: ClusterPrograms
  readonly hasty: boolean
  readonly machine: Machine
  readonly cgroups: Cgroups
  /** PATH and where libraries are. */
  readonly env: Readonly<Record<string, string>>
}

export interface SiteProgram {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** Default: it says anything. */
  readonly readyLine?: RegExp
}

/** Starts a program inside the machine; its flags name the run folder, by which an abandoned one is recognised. */
export function startInside(site: Site, { name, command, args, readyLine = /./ }: SiteProgram): Promise<ServerControl> {
  const { dir, folder, env, machine } = site
  const [wrapper, ...words] = machine.enter
  const server = { name: `${basename(folder)}-${name}`, dir, command: wrapper, env, readyLine }
  return startServer({ ...server, args: [...words, command, ...args] })
}

/** Starts one of the programs that are in the one binary, with flags: `{'root-dir': …}`. */
export function startProgram(
  site: Site,
  name: string,
  flags: Readonly<Record<string, string | number | boolean>>,
  readyLine?: RegExp,
): Promise<ServerControl> {
  const args = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`)
  const { cluster } = site.programs
  return startInside(site, { name, command: cluster, args: [name, ...args], ...(readyLine && { readyLine }) })
}

/** A file or folder of the cluster. */
export function inSite({ folder }: Site, ...names: readonly string[]): string {
  return join(folder, ...names)
}
