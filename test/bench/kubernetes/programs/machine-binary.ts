import { fileURLToPath } from 'node:url'
import { goProgram } from './go-program.ts'

const source = fileURLToPath(new URL('../machine/machine.go', import.meta.url))

/** Makes the namespaces of a node, runs commands in them, and holds those of a pod open. */
export function machineBinary(): Promise<string> {
  return goProgram({ name: 'machine', files: [source] })
}
