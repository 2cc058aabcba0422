import { defineCheck } from '../../core/check.ts'
import type { ConfigFault } from '../../facts/kubernetes/config-fault.ts'
import { servicePods } from '../../facts/kubernetes/pods.ts'
import { type AffectedContainer, affectedContainers, draftOf } from './affected.ts'

/** Containers that cannot be set up, because something they refer to is missing or forbidden. */
export const configError = defineCheck({
  id: 'kubernetes.config-error',
  kind: 'condition',
  reads: { servicePods },
  params: {},
  run: ({ servicePods }, context) =>
    affectedContainers(servicePods, ({ config }) => config !== null).flatMap((affected) => {
      const { config, message } = affected.container
      if (config === null) return []
      return [draftOf(affected, context, `cannot start: ${inWords(config, affected)}`, { ...config, message })]
    }),
})

function inWords({ fault, object, key }: ConfigFault, { container }: AffectedContainer): string {
  switch (fault) {
    case 'missing-secret':
    case 'missing-config-map':
      return `${object} does not exist`
    case 'missing-key':
      return `${object} has no key ${key}`
    case 'run-as-root':
      return 'it must not run as root, and its image does'
    case 'other':
      return container.message ?? 'its configuration cannot be read'
  }
}
