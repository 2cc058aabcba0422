import { setTimeout as sleep } from 'node:timers/promises'
import { until } from '../bench/machine/until.ts'
import { probe } from '../bench/user-service/probe.ts'
import type { Stage } from './stage.ts'

/** Whether the service says that it can serve. */
export async function isReady({ dressing, deployment }: Stage): Promise<boolean> {
  const path = dressing === 'plain' ? '/health/ready' : '/actuator/health/readiness'
  return (await probe(new URL(path, deployment.url))) === 200
}

/** Waits until the service has logged so many new lines with this text. */
export async function logged({ deployment }: Stage, text: string, times = 3): Promise<void> {
  await until(`the service logs "${text}"`, async () => deployment.service.log().split(text).length > times)
}

/** A fault needs a moment until people feel it. */
export function settle(milliseconds: number): Promise<void> {
  return sleep(milliseconds)
}
