import { defineCause } from '../core/cause.ts'
import { textIn } from '../core/evidence.ts'
import type { Finding } from '../core/finding.ts'
import { imageChecks, imageConclusions } from './image-trouble.ts'
import { workloadReads } from './workload-context.ts'

/** The image of the pods does not exist under this name, or the registry that should have it does not answer. */
export const imageMissing = defineCause({
  id: 'image-missing',
  reads: workloadReads,
  weighs: [...imageChecks],
  conclude: (seen, view) =>
    imageConclusions(seen, view, {
      faults: ['not-found', 'invalid-name', 'wrong-platform', 'never-pulled', 'unreachable-registry', 'unknown'],
      summary: (image, workload) => `the image ${image} of ${workload} cannot be had`,
      advice: (image, { state }, finding) => `${toDo(image, finding)} (${state.workload})`,
    }),
})

function toDo(image: string, finding: Finding): string {
  switch (textIn(finding, 'fault')) {
    case 'invalid-name':
      return `correct the name of the image: ${image} is none`
    case 'wrong-platform':
      return `build ${image} for the processors of the nodes, or choose nodes that fit it`
    case 'never-pulled':
      return `set imagePullPolicy to IfNotPresent, or bring ${image} onto the nodes`
    case 'unreachable-registry':
      return `see that the nodes can reach the registry of ${image} (name, DNS, firewall, is it up?), or correct its name`
    default:
      return `push ${image}, or correct the name or the tag`
  }
}
