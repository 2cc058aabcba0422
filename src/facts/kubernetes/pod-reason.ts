import { durationText } from '../../core/duration-text.ts'
import type { ContainerSeen } from './container-seen.ts'
import type { EventGroup } from './events.ts'
import type { PodGroup } from './pod-groups.ts'
import { isCrashing, isFailingInit, type Trouble, troubleOf } from './pod-trouble.ts'
import { configFaultText, crashText, endText, imageFaultText, unscheduledText } from './trouble-text.ts'

/** Why a pod does not serve, in words; null where it does. `said` are the warnings about it, which tell what its own status does not. */
export function whyNotServing(pod: PodGroup, said: readonly EventGroup[]): string | null {
  const trouble = troubleOf(pod)
  if (trouble !== null) return words[trouble](pod, saidOf(pod, said))
  const falling = pod.containers.find(isCrashing)
  return falling === undefined ? null : inContainer(falling, pod, crashText(falling))
}

type Wording = (pod: PodGroup, said: readonly EventGroup[]) => string

const words: Readonly<Record<Trouble, Wording>> = {
  leaving: ({ leaving }) => leavingText(leaving),
  unschedulable: ({ unscheduled }) => unscheduledText(unscheduled),
  'image-pull': (pod) => about(pod, ({ imageFault }) => imageFault !== null, imageText) ?? 'its image cannot be had',
  'config-error': (pod) =>
    about(pod, ({ config }) => config !== null, configText) ?? 'a part of its configuration is missing',
  'init-failed': (pod) => about(pod, isFailingInit, crashText) ?? 'an init container fails',
  'crash-loop': (pod) => about(pod, isCrashing, crashText) ?? 'a container crash-loops',
  'container-creating': (_pod, said) =>
    latest(said, ({ reason }) => creating.has(reason)) ?? 'its containers are being created',
  'probe-failing': (_pod, said) =>
    latest(said, ({ probe }) => probe === 'readiness' || probe === 'startup') ??
    'it runs and does not pass its probes yet',
  finished: finishedText,
}

/** Events that tell why containers cannot be created: of the kubelet, the volume plugins and the network plugin. */
const creating = new Set(['FailedMount', 'FailedAttachVolume', 'FailedCreatePodSandBox', 'FailedMapVolume'])

function saidOf({ names, workload }: PodGroup, said: readonly EventGroup[]): readonly EventGroup[] {
  return said.filter((event) => event.workload === workload && event.names.some((name) => names.includes(name)))
}

function latest(said: readonly EventGroup[], fits: (event: EventGroup) => boolean): string | null {
  const [event] = said.filter(fits).toSorted((left, right) => (left.lastMs ?? Infinity) - (right.lastMs ?? Infinity))
  return event === undefined ? null : event.message
}

function about(
  pod: PodGroup,
  fits: (container: ContainerSeen) => boolean,
  text: (container: ContainerSeen) => string,
): string | null {
  const container = pod.containers.find(fits)
  return container === undefined ? null : inContainer(container, pod, text(container))
}

/** The main container needs no name. */
function inContainer({ name, isMain }: ContainerSeen, { containers }: PodGroup, text: string): string {
  return isMain || containers.length === 1 ? text : `${name}: ${text}`
}

function imageText({ image, imageFault }: ContainerSeen): string {
  return `cannot get the image ${image}: ${imageFaultText[imageFault ?? 'unknown']}`
}

function configText({ config, message }: ContainerSeen): string {
  return config === null ? 'cannot start' : `cannot start: ${configFaultText(config, message)}`
}

function leavingText(leaving: PodGroup['leaving']): string {
  if (leaving === null || leaving.overdueMs <= 0) return 'it is being ended'
  const held = leaving.finalizers.length === 0 ? '' : `: finalizers ${leaving.finalizers.join(', ')}`
  return `it should have been gone for ${durationText(leaving.overdueMs)}${held}`
}

function finishedText({ phase, reason, message, containers }: PodGroup): string {
  if (reason !== null) return message === null ? reason : `${reason}: ${message.trim()}`
  const failed = containers.find(({ ended }) => ended !== null && ended.exitCode !== 0)?.ended
  return failed === undefined || failed === null ? `it has ended (${phase})` : `it has ended: ${endText(failed)}`
}
