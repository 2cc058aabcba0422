import { defineCause } from '../core/cause.ts'
import { imageChecks, imageConclusions } from './image-trouble.ts'
import { workloadReads } from './workload-context.ts'

/** The registry gives no more images for a while: too many were pulled. */
export const registryLimit = defineCause({
  id: 'registry-limit',
  reads: workloadReads,
  weighs: [...imageChecks],
  conclude: (seen, view) =>
    imageConclusions(seen, view, {
      faults: ['rate-limit'],
      summary: (image, workload) => `the registry gives ${workload} no image for now: too many were pulled (${image})`,
      advice: (image) =>
        `pull ${image} with a login whose limit is not used up (a pull secret), from a mirror, or wait until the registry gives it again; kubelets try again by themselves`,
    }),
})
