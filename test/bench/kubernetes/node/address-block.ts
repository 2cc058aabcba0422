import { execa } from 'execa'

/** The addresses of one cluster: a wire between this machine and the node, and what lies behind the node. */
export interface AddressBlock {
  /** Of this machine's end of the wire; unique, and so the claim to the block. */
  readonly device: string
  /** This machine's end: where processes here listen for pods. */
  readonly host: string
  readonly node: string
  /** Bits of the wire's own network. */
  readonly wire: number
  readonly services: string
  /** The first address of services is the API server's, by convention; this is the one of DNS. */
  readonly dns: string
  readonly apiService: string
  readonly pods: string
}

interface Range {
  readonly from: number
  readonly to: number
}

// A block has 4096 addresses: 128 blocks in 10.200.0.0/13; where a private network has all of 10.0.0.0/8, 32 in the
// range that was set aside for benchmarks (RFC 2544).
const usual = Array.from({ length: 128 }, (_, index) => number('10.200.0.0') + index * 4096)
const forBenchmarks = Array.from({ length: 32 }, (_, index) => number('198.18.0.0') + index * 4096)

/** Blocks that overlap with no address and no route of this machine: several clusters may ask at once. */
export async function freeBlocks(): Promise<AddressBlock[]> {
  const { stdout } = await execa('ip', ['-4', '-o', 'route', 'show', 'table', 'all'])
  const taken = [...stdout.matchAll(/(?:^|\s)(\d+\.\d+\.\d+\.\d+)(?:\/(\d+))?/gm)].map(([, address = '', bits]) =>
    rangeOf(number(address), bits === undefined ? 32 : Number(bits)),
  )
  const isFree = (start: number) => taken.every(({ from, to }) => to < start || from > start + 4095)
  return [...shuffled(usual), ...shuffled(forBenchmarks)].filter(isFree).map(blockAt)
}

function blockAt(start: number): AddressBlock {
  const at = (offset: number) => text(start + offset)
  return {
    device: `usrops${start.toString(16)}`,
    ...{ host: at(1), node: at(2), wire: 29 },
    ...{ services: `${at(1024)}/22`, apiService: at(1025), dns: at(1034) },
    pods: `${at(2048)}/21`,
  }
}

function rangeOf(address: number, bits: number): Range {
  const size = 2 ** (32 - bits)
  const from = Math.floor(address / size) * size
  return { from, to: from + size - 1 }
}

function number(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
}

function text(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join('.')
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, order: Math.random() }))
    .toSorted((left, right) => left.order - right.order)
    .map(({ item }) => item)
}
