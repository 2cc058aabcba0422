import { badReleases } from '../images.ts'
import { type ClusterScenario, rolledOut } from '../scenario.ts'
import { blamed, untilOverdue, untilWaiting } from '../signs.ts'

/** Releases that are wrong by themselves. */
export const badRollout: ClusterScenario = {
  name: 'bad-rollout',
  story: 'a new release is rolled out, and it dies while it starts',
  cause: 'bad-rollout',
  remedy: 'command',
  inject: (stage) =>
    rolledOut(stage, { image: { tag: badReleases.diesAtStart.version } }, blamed(stage, stage.names.web), () =>
      untilWaiting(stage, stage.names.web, /CrashLoopBackOff/),
    ),
}

export const neverReady: ClusterScenario = {
  name: 'bad-rollout-never-ready',
  story: 'a new release is rolled out, and it never says that it is ready',
  cause: 'bad-rollout',
  remedy: 'command',
  inject: (stage) =>
    rolledOut(stage, { image: { tag: badReleases.neverReady.version } }, blamed(stage, stage.names.web), () =>
      untilOverdue(stage, stage.names.web),
    ),
}

export const missingVariable: ClusterScenario = {
  name: 'missing-variable',
  story: 'a rollout takes a variable away that the service cannot start without',
  cause: 'bad-rollout',
  remedy: 'command',
  inject: (stage) =>
    rolledOut(stage, { secretVariables: { JWT_SECRET: null } }, blamed(stage, stage.names.web), () =>
      untilWaiting(stage, stage.names.web, /CrashLoopBackOff/),
    ),
}

export const initContainerFails: ClusterScenario = {
  name: 'init-container-fails',
  story: 'a rollout adds a container that is to run first, and it fails',
  cause: 'bad-rollout',
  remedy: 'command',
  inject(stage) {
    const command = ['sh', '-c', 'echo "waiting for search:9200"; nc -z -w 1 search 9200']
    const container = { name: 'wait-for-search', image: stage.shellImage, command }
    return rolledOut(stage, { web: { initContainers: [container] } }, blamed(stage, stage.names.web), () =>
      untilWaiting(stage, stage.names.web, /CrashLoopBackOff/),
    )
  },
}
