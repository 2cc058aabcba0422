import { defineCheck } from '../../core/check.ts'
import type { ImageFault } from '../../facts/kubernetes/image-fault.ts'
import { servicePods } from '../../facts/kubernetes/pods.ts'
import { affectedContainers, draftOf } from './affected.ts'

/** Images that cannot be had, and why. */
export const imagePull = defineCheck({
  id: 'kubernetes.image-pull',
  kind: 'condition',
  reads: { servicePods },
  params: {},
  run: ({ servicePods }, context) =>
    affectedContainers(servicePods, ({ imageFault }) => imageFault !== null).map((affected) => {
      const { image, reason, message, imageFault } = affected.container
      const fault = imageFault ?? 'unknown'
      return draftOf(affected, context, `cannot get the image ${image}: ${words[fault]}`, { fault, reason, message })
    }),
})

const words: Readonly<Record<ImageFault, string>> = {
  'not-found': 'the registry does not have it',
  unauthorized: 'the registry refuses to give it',
  'rate-limit': 'the registry gives no more for a while (rate limit)',
  'unreachable-registry': 'the registry does not answer the node',
  'invalid-name': 'this is no name of an image',
  'wrong-platform': 'it is not made for the processor of the node',
  'never-pulled': 'it is not on the node, and the pull policy is Never',
  unknown: 'the kubelet does not say why',
}
