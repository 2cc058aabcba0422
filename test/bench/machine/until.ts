import { setTimeout as sleep } from 'node:timers/promises'

/** Asks again and again until it holds; fails with `what` after `withinMs`. */
export async function until(what: string, holds: () => Promise<boolean>, withinMs = 60_000): Promise<void> {
  const deadline = Date.now() + withinMs
  while (!(await holds())) {
    if (Date.now() > deadline) throw new Error(`waited ${withinMs / 1000} s in vain: ${what}`)
    await sleep(50)
  }
}
