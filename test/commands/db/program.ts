import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const program = fileURLToPath(new URL('../../../bin/usrops.ts', import.meta.url))

export interface Run {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs the real program with these variables and no others. */
export function usrops(env: Readonly<Record<string, string>>, ...words: readonly string[]): Promise<Run> {
  const { PATH, XDG_CACHE_HOME } = process.env
  const all = { PATH, HOME: '/nonexistent', XDG_CACHE_HOME, ...env }
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...words], { env: all, cwd: '/' }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    )
  })
}
