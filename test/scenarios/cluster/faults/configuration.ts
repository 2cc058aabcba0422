import { poolVariable } from '../first-settings.ts'
import { collections } from '../kube-hand.ts'
import { type ClusterScenario, rolledOut } from '../scenario.ts'
import { blamed, untilWaiting } from '../signs.ts'

/** What a container needs and does not find. */
export const missingSecret: ClusterScenario = {
  name: 'missing-secret',
  story: 'a rollout asks for a Secret that nobody has made',
  cause: 'missing-secret-or-config',
  remedy: 'manual',
  inject: (stage) =>
    rolledOut(stage, { secretName: `${stage.names.secret}-v2` }, blamed(stage, stage.names.web), () =>
      untilWaiting(stage, stage.names.web, /CreateContainerConfigError/),
    ),
}

export const missingKey: ClusterScenario = {
  name: 'missing-key',
  story: 'a rollout asks for a key that the Secret does not have',
  cause: 'missing-secret-or-config',
  remedy: 'manual',
  inject: (stage) =>
    rolledOut(stage, { secretVariables: { FEATURE_TOKEN: 'feature-token' } }, blamed(stage, stage.names.web), () =>
      untilWaiting(stage, stage.names.web, /CreateContainerConfigError/),
    ),
}

export const deletedSecret: ClusterScenario = {
  name: 'deleted-secret',
  story: 'somebody deleted the Secret, and then a pod was replaced',
  cause: 'missing-secret-or-config',
  remedy: 'manual',
  async inject(stage) {
    const { kube, names } = stage
    const kept = await kube.get(collections.secrets, names.secret)
    await kube.delete(collections.secrets, names.secret)
    await kube.killOne(names.web)
    await untilWaiting(stage, names.web, /CreateContainerConfigError/)
    return {
      ...blamed(stage, names.web),
      async heal() {
        const { metadata, data, type } = kept ?? { metadata: { name: names.secret } }
        await kube.delete(collections.secrets, names.secret)
        const { name, annotations = {} } = metadata
        await kube.create(collections.secrets, { metadata: { name, annotations }, data, type })
      },
    }
  },
}

export const configChanged: ClusterScenario = {
  name: 'config-changed',
  story: 'somebody changed a value in the ConfigMap by hand, and the next pod that starts cannot read it',
  cause: 'config-changed',
  remedy: 'manual',
  async inject(stage) {
    const { kube, names } = stage
    const variable = poolVariable(names)
    const before = (await kube.get(collections.configMaps, names.configMap))?.data[variable]
    await kube.patch(collections.configMaps, names.configMap, { data: { [variable]: 'ten' } })
    await kube.killOne(names.web)
    await untilWaiting(stage, names.web, /CrashLoopBackOff/)
    return {
      target: { system: 'service', name: names.service },
      heal: () => kube.patch(collections.configMaps, names.configMap, { data: { [variable]: before } }),
    }
  },
}
