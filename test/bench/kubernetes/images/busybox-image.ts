import { shellFiles } from './base-files.ts'
import { type Image, imageOf } from './image.ts'

/** A shell with the usual commands: for pods that only wait, call or break something. */
export async function busyboxImage(): Promise<Image> {
  return await imageOf({ name: 'busybox', files: await shellFiles(), entrypoint: ['/bin/sh'] })
}
