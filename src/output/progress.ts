import type { Target } from '../core/target.ts'
import type { OutputEvent } from './documents/event.ts'
import { printable } from './printable.ts'

/** What happens while systems are being asked. */
export type LookEvent =
  | { readonly kind: 'LookStarted'; readonly environment: string; readonly systems: number }
  | { readonly kind: 'SystemAsked' | 'SystemAnswered'; readonly target: Target }
  | { readonly kind: 'SecondLook'; readonly waitMs: number }

/** Tells the one who waits what is going on. Never part of the result. */
export interface Progress {
  say(text: string): void
  /** One line that stays: what was left out, and how to get it. */
  note(text: string): void
  tell(event: LookEvent): void
  /** Takes the line away. May be called more than once. */
  done(): void
}

/** Nobody watches. */
export const silence: Progress = {
  say: () => undefined,
  note: () => undefined,
  tell: () => undefined,
  done: () => undefined,
}

/** Nobody watches a line that is redrawn, but what stays may be read later. */
export function notesOnly(write: (text: string) => void): Progress {
  return { ...silence, note: (text) => write(`note: ${printable(text)}\n`) }
}

/** One line that says what is waited for; `show` and `hide` draw it, `write` writes what stays. */
export function watching(line: {
  readonly show: (text: string) => void
  readonly hide: () => void
  readonly write: (text: string) => void
}): Progress {
  const waitingFor = new Map<string, string>()
  return {
    ...notesOnly(line.write),
    say: line.show,
    done: line.hide,
    tell(event) {
      if (event.kind === 'SystemAsked') waitingFor.set(keyOf(event.target), event.target.name)
      if (event.kind === 'SystemAnswered') waitingFor.delete(keyOf(event.target))
      line.show(wordsOf(event, [...waitingFor.values()]))
    },
  }
}

/** The same as events, for programs. */
export function recording(write: (event: OutputEvent) => void, now: () => Date): Progress {
  const at = () => now().toISOString()
  return {
    say: (text) => write({ version: 1, kind: 'Progress', at: at(), text }),
    note: (text) => write({ version: 1, kind: 'Progress', at: at(), text }),
    tell: (event) => write({ version: 1, at: at(), ...event }),
    done: () => undefined,
  }
}

function keyOf({ system, name }: Target): string {
  return `${system} ${name}`
}

function wordsOf(event: LookEvent, waitingFor: readonly string[]): string {
  if (event.kind === 'LookStarted') return `asking ${event.systems} systems of ${event.environment}`
  if (event.kind === 'SecondLook') return `looking again in ${Math.round(event.waitMs / 1000)} s to measure rates`
  return waitingFor.length === 0 ? 'judging' : `waiting for ${waitingFor.join(', ')}`
}
