import { defineCheck } from '../../core/check.ts'
import { servicePods } from '../../facts/kubernetes/pods.ts'
import { imageFaultText } from '../../facts/kubernetes/trouble-text.ts'
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
      return draftOf(affected, context, `cannot get the image ${image}: ${imageFaultText[fault]}`, {
        fault,
        reason,
        message,
      })
    }),
})
