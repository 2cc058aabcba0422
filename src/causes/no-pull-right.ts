import { defineCause } from '../core/cause.ts'
import { configuration } from '../facts/kubernetes/configuration.ts'
import { imageChecks, imageConclusions } from './image-trouble.ts'
import { workloadReads } from './workload-context.ts'

/** The registry refuses to give the image: no pull secret, a wrong one, or one that has expired. A private registry says so, too, of what does not exist. */
export const noPullRight = defineCause({
  id: 'no-pull-right',
  reads: { ...workloadReads, configuration },
  weighs: [...imageChecks],
  conclude: (seen, view) => {
    const secrets = seen.configuration.flatMap(({ value }) =>
      value.objects.filter(({ uses }) => uses.some(({ how }) => how.includes('image-pull'))),
    )
    const secretsOf = (workload: string) =>
      secrets.filter(({ uses }) => uses.some((use) => use.workload === workload && use.how.includes('image-pull')))
    return imageConclusions(seen, view, {
      faults: ['unauthorized'],
      summary: (image, workload) => `the registry refuses the image ${image} to ${workload}`,
      advice: (image, { state, service }) => {
        const own = secretsOf(state.workload)
        const absent = own.filter(({ exists }) => exists === false).map(({ object }) => object)
        const where = `in the namespace ${service.namespace ?? ''}`
        if (absent.length > 0)
          return `create the pull secret ${absent.join(', ')} ${where}: ${state.workload} names it, and it does not exist`
        if (own.length === 0) {
          return `give the pods a pull secret for ${image} (imagePullSecrets of ${state.workload} or of its service account ${where}), or check whether the image exists`
        }
        return `renew the login in ${own.map(({ object }) => object).join(', ')} ${where}, and check whether ${image} exists and the login may read it`
      },
    })
  },
})
