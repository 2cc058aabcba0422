import { machineBinary } from '../programs/machine-binary.ts'
import { type Image, imageOf } from './image.ts'

/** What holds the namespaces of a pod open. */
export async function pauseImage(): Promise<Image> {
  const program = await machineBinary()
  return await imageOf({
    name: 'pause',
    files: [{ path: 'pause', file: program, mode: 0o755 }],
    entrypoint: ['/pause', 'pause'],
  })
}
