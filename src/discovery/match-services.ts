import type { FoundService } from './found-service.ts'
import { type FoundWorkload, refText } from './found-workload.ts'
import { applicationOf } from './group-workloads.ts'
import type { Survey } from './survey.ts'

/** Services that answer to a name: `users`, `NAMESPACE/users`, `CLUSTER/NAMESPACE/users`. */
export function servicesNamed(wanted: string, survey: Survey): readonly FoundService[] {
  return survey.services.filter(({ namespace, name }) =>
    [name, `${namespace}/${name}`, `${survey.cluster.name}/${namespace}/${name}`].includes(wanted),
  )
}

/**
 * A workload or an application inside a bigger service, as a service of its own: who names one of many means that one. `deployment/users` names it for sure.
 * Changes the survey, so that nothing is part of two services.
 */
export function carvedOut(wanted: string, survey: Survey): readonly FoundService[] {
  const [, namespace, name = wanted] = /^([^/]+)\/([^/]+)$/.exec(wanted) ?? []
  const isMeant = (workload: FoundWorkload) =>
    refText(workload.ref) === wanted ||
    (workload.ref.name === name && (namespace === undefined || workload.namespace === namespace))
  const exact = carve(survey, name, isMeant)
  if (exact.length > 0) return exact
  return carve(
    survey,
    name,
    (workload) => applicationOf(workload) === name && (namespace === undefined || workload.namespace === namespace),
  )
}

/** The workloads that an entry of the file lists, as the service of that name, with the jobs of those: they come and go under new names. */
export function assembled(
  name: string,
  workloads: readonly string[],
  namespace: string | undefined,
  survey: Survey,
): readonly FoundService[] {
  const isListed = (workload: FoundWorkload) =>
    workloads.includes(refText(workload.ref)) && (namespace ?? workload.namespace) === workload.namespace
  const homes = survey.services.filter((service) => service.workloads.some(isListed))
  const jobs = new Set(homes.flatMap((service) => service.workloads.filter(({ ref }) => ref.kind === 'Job')))
  return survey.gather(name, (workload) => isListed(workload) || jobs.has(workload))
}

function carve(survey: Survey, name: string, isMeant: (workload: FoundWorkload) => boolean): readonly FoundService[] {
  return survey.services.flatMap((service) => {
    const meant = service.workloads.filter(isMeant)
    return meant.length === 0 ? [] : [survey.splitOff(service, meant, name)]
  })
}
