import { mask } from '../../core/mask.ts'
import { type ConfigFault, configFaultOf } from './config-fault.ts'
import { type ImageFault, imageFaultOf, isImageReason } from './image-fault.ts'
import type { ContainerMoment, ContainerState, Ended } from './objects/pod.ts'
import type { ContainerRole } from './objects/pod-template.ts'

/** A container of a group of pods. */
export interface ContainerSeen {
  readonly name: string
  readonly role: ContainerRole
  readonly isMain: boolean
  readonly image: string
  readonly state: ContainerMoment['state']
  /** Why it waits, or how it ended. */
  readonly reason: string | null
  readonly message: string | null
  readonly isReady: boolean
  readonly isStarted: boolean
  /** The most of all pods of the group. */
  readonly restarts: number
  /** The shortest of all; null where none runs. */
  readonly runningMs: number | null
  /** How it ended the last time; null where it never did. */
  readonly ended: End | null
  /** Set while its image cannot be had. */
  readonly imageFault: ImageFault | null
  /** Set while something that it asks for is missing. */
  readonly config: ConfigFault | null
  /** In bytes. */
  readonly memoryLimit: number | null
  readonly memoryRequest: number | null
}

export interface End {
  readonly reason: string
  readonly exitCode: number
  readonly signal: number | null
  /** How long it had run; null where nobody knows. */
  readonly ranMs: number | null
  readonly endedMs: number | null
  /** What it left behind as its last words, masked. */
  readonly message: string | null
}

export function seenContainer(container: ContainerState): ContainerSeen {
  const { name, role, isMain, image, isReady, isStarted, restarts, now, before, limits, requests } = container
  const waits = now.state === 'waiting' ? now : null
  const ended = now.state === 'terminated' ? now : before
  return {
    ...{ name, role, isMain, image, isReady, isStarted, restarts },
    state: now.state,
    reason: waits?.reason ?? (now.state === 'terminated' ? now.reason : null),
    message: waits === null || waits.message === '' ? null : mask(waits.message),
    runningMs: now.state === 'running' ? now.startedAgoMs : null,
    ended: ended === null ? null : endOf(ended),
    imageFault: waits !== null && isImageReason(waits.reason) ? imageFaultOf(waits.reason, waits.message) : null,
    config: waits?.reason === 'CreateContainerConfigError' ? configFaultOf(waits.message) : null,
    memoryLimit: limits.memory,
    memoryRequest: requests.memory,
  }
}

function endOf({ reason, exitCode, signal, startedAgoMs, endedAgoMs, message }: Ended): End {
  const ranMs = startedAgoMs === null || endedAgoMs === null ? null : startedAgoMs - endedAgoMs
  return { reason, exitCode, signal, ranMs, endedMs: endedAgoMs, message: lastLine(message) }
}

function lastLine(message: string): string | null {
  const line = message.trim().split('\n').at(-1) ?? ''
  return line === '' ? null : mask(line).slice(0, longestLine)
}

const longestLine = 300
