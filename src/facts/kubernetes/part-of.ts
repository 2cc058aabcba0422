import { part, type Target } from '../../core/target.ts'

/** A workload of a service as a target of its own; `workload` is `deployment/user-service`. */
export function workloadPart(service: Target, workload: string): Target {
  return part(service, 'workload', { workload })
}

/** A container of all pods of a workload. */
export function containerPart(service: Target, workload: string, container: string): Target {
  return part(service, 'container', { workload, container })
}
