import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { execa } from 'execa'

/** Runs a tool to its end and gives its standard output; fails with the tool's own words. */
export async function runTool(command: string, args: readonly string[], cwd: string): Promise<string> {
  const { stdout } = await execa(command, args, { cwd, stdin: 'ignore' })
  return stdout
}

/** The file that `name` means on PATH, if any. */
export function onPath(name: string): string | undefined {
  // Debian keeps daemons in sbin, which is not on the PATH of ordinary users.
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}
