import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { startedAt } from '../machine/process-table.ts'

/** What another process must know of a cluster of the bench, besides its kubeconfig, to work with it as its owner can. */
export interface Card {
  /** The first process of its machine. */
  readonly first: number
  readonly hostAddress: string
  readonly auditLog: string
  /** The folder of its authority. */
  readonly authority: string
}

/** Lays the card beside the kubeconfig. */
export function leaveCard(kubeconfig: string, card: Card): void {
  writeFileSync(fileFor(kubeconfig), JSON.stringify({ ...card, startedAt: startedAt(card.first) }))
}

/** Undefined for the kubeconfig of somebody else's cluster, and for one that has ended. */
export function findCard(kubeconfig: string): Card | undefined {
  try {
    const card: Card & { startedAt: string } = JSON.parse(readFileSync(fileFor(kubeconfig), 'utf8'))
    return startedAt(card.first) === card.startedAt ? card : undefined
  } catch {
    return undefined
  }
}

function fileFor(kubeconfig: string): string {
  return join(dirname(kubeconfig), 'bench-cluster.json')
}
