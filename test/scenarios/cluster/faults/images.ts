import { MISSING_VERSION } from '../images.ts'
import { type ClusterScenario, rolledOut } from '../scenario.ts'
import { blamed, untilWaiting } from '../signs.ts'

/** Images that the node cannot have. */
export const imageMissing: ClusterScenario = {
  name: 'image-missing',
  story: 'a tag is rolled out that nobody has pushed',
  cause: 'image-missing',
  remedy: 'command',
  inject: (stage) =>
    rolledOut(stage, { image: { tag: MISSING_VERSION } }, blamed(stage, stage.names.web), () =>
      untilWaiting(stage, stage.names.web, /ImagePull/),
    ),
}

export const noPullRight: ClusterScenario = {
  name: 'no-pull-right',
  story: 'the registry does not give the image to this cluster',
  cause: 'no-pull-right',
  remedy: 'manual',
  inject: (stage) =>
    rolledOut(
      stage,
      { image: { repository: 'localhost/restricted/user-service' } },
      blamed(stage, stage.names.web),
      () => untilWaiting(stage, stage.names.web, /ImagePull/),
    ),
}

export const registryLimit: ClusterScenario = {
  name: 'registry-limit',
  story: 'the registry has been asked too often',
  cause: 'registry-limit',
  remedy: 'manual',
  inject: (stage) =>
    rolledOut(stage, { image: { repository: 'localhost/crowded/user-service' } }, blamed(stage, stage.names.web), () =>
      untilWaiting(stage, stage.names.web, /ImagePull/),
    ),
}
