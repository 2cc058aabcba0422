import { execa } from 'execa'

/** A program with the environment its libraries need. */
export interface NativeProgram {
  readonly command: string
  readonly env: Readonly<Record<string, string>>
}

/** Fails unless the program starts on this machine, all its libraries found. */
export async function canRun({ command, env }: NativeProgram): Promise<void> {
  await execa(command, ['--version'], { env })
}
