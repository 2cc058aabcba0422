import type { LogOptions, ServiceInCluster } from '../kubernetes/client.ts'
import type { LogContainer, LogTail } from './client.ts'
import { patience } from './patience.ts'
import type { ContainerToRead, PodToRead } from './settings.ts'

/** What came of reading one log. The time it counts back from is known only when all are read. */
export type PodLog =
  | { readonly isMain: boolean; readonly text: string; tail(now: number): LogTail }
  | { readonly error: unknown }

/** As many lines as a busy pod writes in some minutes; the end of a run that is over needs fewer. */
const lineCap = 3_000
const lastLineCap = 300
const windowSeconds = 15 * 60

/** The end of one log; never fails. */
export async function readPodLog(
  service: ServiceInCluster,
  pod: PodToRead,
  container: ContainerToRead,
  limitBytes: number,
  signal: AbortSignal,
): Promise<PodLog> {
  try {
    const { text, isCut } = await patience(read(service, pod, container, limitBytes), signal)
    return { isMain: container.isMain, text, tail: (now) => tailOf(pod, container, text, isCut, now) }
  } catch (error) {
    return { error }
  }
}

async function read(service: ServiceInCluster, pod: PodToRead, container: ContainerToRead, limitBytes: number) {
  const ask = async (tailLines: number) =>
    withoutExcuse(await service.cluster.log(at(service, pod), optionsOf(container, tailLines, limitBytes)))
  const most = container.previous ? lastLineCap : lineCap
  const text = await ask(most)
  const lines = count(text)
  // A limit of bytes cuts the newest lines off: what counts is at the end, so fewer lines are asked for.
  if (Buffer.byteLength(text) < 0.9 * limitBytes || lines < 2) return { text, isCut: lines >= most }
  return { text: await ask(Math.max(1, Math.floor(0.8 * lines))), isCut: true }
}

/** Where the run of a container is cleared away, the kubelet says so in place of its log, with 200. */
function withoutExcuse(text: string): string {
  return /^unable to retrieve container logs for \S+\s*$/.test(text) ? '' : text
}

function at({ namespace }: ServiceInCluster, { name }: PodToRead) {
  return { namespace, name }
}

/** A run that is over is read from its end, however long ago that was. */
function optionsOf({ name, previous, ended }: ContainerToRead, tailLines: number, limitBytes: number): LogOptions {
  const base = { container: name, previous, tailLines, limitBytes }
  return previous || ended !== null ? base : { ...base, sinceSeconds: windowSeconds }
}

function tailOf(
  { name: pod, workload, revision }: PodToRead,
  { name, isMain, previous, ended, startedAgoMs }: ContainerToRead,
  text: string,
  isCut: boolean,
  now: number,
): LogTail {
  const container: LogContainer = { pod, name, isMain, workload, revision, startedAgoMs, isCut, ended }
  return {
    path: `${pod}/${name}${previous ? ' (previous)' : ''}`,
    bytes: Buffer.byteLength(text),
    writtenAt: lastStamp(text) ?? now - (ended?.agoMs ?? 0),
    text,
    container,
  }
}

/** When the kubelet got the last line. */
function lastStamp(text: string): number | null {
  const line = text.slice(text.trimEnd().lastIndexOf('\n') + 1)
  const at = Date.parse(line.slice(0, line.indexOf(' ')))
  return Number.isNaN(at) ? null : at
}

function count(text: string): number {
  let lines = 0
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) lines += 1
  return lines
}
