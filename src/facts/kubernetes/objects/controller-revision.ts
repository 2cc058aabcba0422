import type { Kind } from '../../../clients/kubernetes/client.ts'
import { numberAt, valueAt } from '../../../core/json.ts'
import { type Meta, readMeta } from './meta.ts'
import { type PodTemplate, readPodTemplate } from './pod-template.ts'

/** A template that a StatefulSet or a DaemonSet had: what a ReplicaSet is to a Deployment. Its name is the hash on its pods. */
export interface ControllerRevision extends Meta {
  readonly revision: number
  readonly template: PodTemplate
}

export const controllerRevisions: Kind<ControllerRevision> = {
  group: 'apps',
  version: 'v1',
  resource: 'controllerrevisions',
  namespaced: true,
  read: (raw, now) => ({
    ...readMeta(raw, now),
    revision: numberAt(raw, 'revision') ?? 0,
    template: readPodTemplate(valueAt(raw, 'data', 'spec', 'template')),
  }),
}
