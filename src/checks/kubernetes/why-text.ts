import type { Shortage } from '../../facts/kubernetes/shortage.ts'

/** The reasons for missing pods, as the end of a sentence. */
export function whyText(why: Shortage['why']): string {
  const words = why.map((each) => texts[each])
  return words.length === 0 ? '' : `: ${words.join(', ')}`
}

const texts: Readonly<Record<Shortage['why'][number], string>> = {
  leaving: 'they are being ended',
  unschedulable: 'no node takes them',
  'image-pull': 'their image cannot be had',
  'config-error': 'a part of their configuration is missing',
  'init-failed': 'an init container fails',
  'crash-loop': 'a container crash-loops',
  'container-creating': 'their containers are not created',
  'probe-failing': 'they run and do not pass their probes',
  finished: 'they have ended',
  'not-created': 'they do not exist',
  starting: 'they are starting',
}
