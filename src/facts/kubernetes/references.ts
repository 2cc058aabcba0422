import type { ContainerSpec, PodTemplate } from './objects/pod-template.ts'

/** One way in which pods use a ConfigMap or a Secret. */
export interface Reference {
  readonly kind: 'config-map' | 'secret'
  readonly object: string
  readonly optional: boolean
  /** What must be in it; empty where whatever is in it will do. */
  readonly keys: readonly string[]
  /** Null where the pod as a whole uses it. */
  readonly container: string | null
  /** `file`: a mounted volume, which follows changes. The others are read when a container starts. */
  readonly how: 'environment' | 'file' | 'fixed-file' | 'image-pull'
}

/** Everything that the pods of a template take from ConfigMaps and Secrets. */
export function referencesOf(template: PodTemplate): readonly Reference[] {
  const { containers, volumes, pullSecrets } = template
  return [
    ...containers.flatMap(fromEnvironment),
    ...containers.flatMap((container) => fromVolumes(container, volumes)),
    ...pullSecrets.map((object): Reference => {
      return { kind: 'secret', object, optional: true, keys: [], container: null, how: 'image-pull' }
    }),
  ]
}

function fromEnvironment({ name: container, env, envFrom }: ContainerSpec): readonly Reference[] {
  return [
    ...env.flatMap((entry): readonly Reference[] => {
      if (entry.kind !== 'config-map' && entry.kind !== 'secret') return []
      const { kind, object, optional, key } = entry
      return [{ kind, object, optional, keys: [key], container, how: 'environment' }]
    }),
    ...envFrom.map(({ kind, object, optional }): Reference => {
      return { kind, object, optional, keys: [], container, how: 'environment' }
    }),
  ]
}

/** A volume blocks the pod whether or not a container mounts it; who mounts it says whether changes arrive. */
function fromVolumes(
  { name: container, mounts }: ContainerSpec,
  volumes: PodTemplate['volumes'],
): readonly Reference[] {
  return volumes.flatMap((volume): readonly Reference[] => {
    if (volume.kind !== 'config-map' && volume.kind !== 'secret') return []
    const mount = mounts.find((each) => each.volume === volume.name)
    if (mount === undefined) return []
    const { kind, object, optional, keys } = volume
    return [{ kind, object, optional, keys, container, how: mount.subPath === null ? 'file' : 'fixed-file' }]
  })
}
