import type { ServiceConfig } from '../config/schema/service.ts'
import type { FoundService } from './found-service.ts'
import { serviceOnClusterKey } from './service-part.ts'
import type { Survey } from './survey.ts'

/** One service of one cluster, by its name: the object behind it may be another one as more is found out. */
export interface Located {
  readonly survey: Survey
  readonly namespace: string
  readonly name: string
  /** Its entry in the file; empty where it has none. */
  readonly config: ServiceConfig
}

export function locatedKey({ survey, namespace, name }: Located): string {
  return serviceOnClusterKey(survey.cluster.name, namespace, name)
}

export function locatedAt(survey: Survey, { namespace, name }: FoundService, config: ServiceConfig = {}): Located {
  return { survey, namespace, name, config }
}

/** What is known of it now. */
export function foundAt({ survey, namespace, name }: Located): FoundService | undefined {
  return survey.services.find((each) => each.namespace === namespace && each.name === name)
}
