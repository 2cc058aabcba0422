import { defineCheck } from '../../core/check.ts'
import { servicePods } from '../../facts/kubernetes/pods.ts'
import { configFaultText } from '../../facts/kubernetes/trouble-text.ts'
import { affectedContainers, draftOf } from './affected.ts'

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
      return [draftOf(affected, context, `cannot start: ${configFaultText(config, message)}`, { ...config, message })]
    }),
})
