import { setTimeout as sleep } from 'node:timers/promises'
import type { Injected } from '../scenario.ts'
import { eventually } from './eventually.ts'
import { collections, type KubeObject } from './kube-hand.ts'
import type { ClusterStage } from './stage.ts'

/** What a cause must say that is about a Deployment of the service, or about one container of it. */
export function blamed({ names }: ClusterStage, name: string, container?: string): Pick<Injected, 'target' | 'says'> {
  const said = container ?? `deployment/${name}`
  return { target: { system: 'service', name: names.service }, says: new RegExp(`${said}(?![-\\w])`) }
}

/** Waits until a container of a Deployment waits for one of these reasons. */
export async function untilWaiting({ kube }: ClusterStage, deployment: string, reasons: RegExp): Promise<void> {
  const what = `a container of ${deployment} waits: ${reasons.source}`
  await kube.untilContainer(what, deployment, ({ state }) => reasons.test(state.waiting?.reason ?? ''))
}

/** Waits until a pod of a Deployment has been created that cannot be placed. */
export async function untilUnschedulable({ kube }: ClusterStage, deployment: string): Promise<void> {
  await eventually(`a pod of ${deployment} has no node`, async () => {
    const pods = await kube.podsOf(deployment)
    return pods.some(({ status }) =>
      status.conditions?.some(
        ({ type, reason }: { type: string; reason?: string }) => type === 'PodScheduled' && reason === 'Unschedulable',
      ),
    )
  })
}

/** Waits until a pod that is not ready cannot be excused any more by having just been started: after the minute that usrops allows. */
export async function untilOverdue({ kube }: ClusterStage, deployment: string): Promise<void> {
  const isOverdue = ({ metadata, status }: KubeObject) =>
    Date.now() - Date.parse(metadata.creationTimestamp ?? '') > 62_000 &&
    status.containerStatuses?.some(({ ready }: { ready: boolean }) => !ready)
  const what = `a pod of ${deployment} has not been ready for a minute`
  await eventually(what, async () => (await kube.podsOf(deployment)).some(isOverdue))
}

/** Waits for a warning about an object of the namespace. */
export async function untilWarned({ kube }: ClusterStage, about: RegExp, message: RegExp): Promise<void> {
  await eventually(`an event says ${message.source}`, async () => {
    const events = await kube.list(collections.events, '?fieldSelector=type%3DWarning')
    return events.some((event) => about.test(event.involvedObject.name) && message.test(event.message))
  })
}

/** Waits until pods of a Deployment may not be made for this reason. Events of one object are dropped after 25 of them, so that its condition is asked. */
export async function untilRefused({ kube }: ClusterStage, deployment: string, message: RegExp): Promise<void> {
  await eventually(`pods of ${deployment} are refused: ${message.source}`, async () => {
    const found = await kube.get(collections.deployments, deployment)
    const conditions: readonly { type: string; status: string; message: string }[] = found?.status.conditions ?? []
    return conditions.some(
      (each) => each.type === 'ReplicaFailure' && each.status === 'True' && message.test(each.message),
    )
  })
}

/** Waits until so many pods of a Deployment are ready, and no others are left. */
export async function untilReady(
  { kube }: ClusterStage,
  deployment: string,
  is: (pods: number) => boolean,
): Promise<void> {
  await eventually(`${deployment} has as many ready pods as it should`, async () => {
    const found = await kube.get(collections.deployments, deployment)
    return is(found?.status.readyReplicas ?? 0)
  })
}

/** Waits until what was rolled out is there, all of it and nothing else. */
export async function untilRolledOut({ kube }: ClusterStage, deployment: string): Promise<void> {
  await eventually(`${deployment} is rolled out`, async () =>
    isRolledOut(await kube.get(collections.deployments, deployment)),
  )
}

/** As `kubectl rollout status` sees it. */
export function isRolledOut(deployment: KubeObject | undefined): boolean {
  if (!deployment) return false
  const { spec, status, metadata } = deployment
  const { replicas = 0, updatedReplicas = 0, readyReplicas = 0, unavailableReplicas = 0 } = status
  return (
    status.observedGeneration === Reflect.get(metadata, 'generation') &&
    [replicas, updatedReplicas, readyReplicas].every((each) => each === spec.replicas) &&
    unavailableReplicas === 0
  )
}

/** Waits until a container of a Deployment has logged this text. */
export async function untilLogged({ kube }: ClusterStage, deployment: string, text: string | RegExp): Promise<void> {
  await eventually(`a pod of ${deployment} logs "${text}"`, async () => {
    const pods = await kube.podsOf(deployment)
    const logs = await Promise.all(pods.map((pod) => kube.log(pod)))
    return logs.some((log) => log.search(text) >= 0)
  })
}

/** Waits until requests fail. */
export async function untilFelt({ callers }: ClusterStage): Promise<void> {
  await eventually('people are hurt', async () => !(await callers.isServing()))
}

/** A fault needs a moment until the cluster or its people feel it. */
export function settle(milliseconds: number): Promise<void> {
  return sleep(milliseconds)
}
