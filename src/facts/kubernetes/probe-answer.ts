import { type EventGroup, isOfLate } from './events.ts'
import type { PodGroup } from './pod-groups.ts'

/** The process answers, and does not know the question: a path it does not have, the other scheme, a command that is not there. */
export const asksWrongly =
  /statuscode: (30\d|40[0-6])|HTTP response to HTTPS|malformed HTTP|x509|tls:|executable file not found|no such file|couldn't find port/i

/** So many answers of this kind in a row are no accident of a start. */
const timesSure = 3

/** What the kubelet says of a probe of these pods that gets such an answer; undefined where none does. */
export function wrongAnswer(group: PodGroup, said: readonly EventGroup[]): EventGroup | undefined {
  return said.find(
    (event) =>
      event.workload === group.workload &&
      (event.probe === 'readiness' || event.probe === 'startup') &&
      event.count >= timesSure &&
      isOfLate(event) &&
      asksWrongly.test(event.message) &&
      event.names.some((name) => group.names.includes(name)),
  )
}
