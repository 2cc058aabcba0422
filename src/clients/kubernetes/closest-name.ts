/** Half of what was typed has to be there. */
const leastShare = 0.5

/** The name that shares most pairs of letters with what was typed: `prod` is found in `gke_shop_europe_prod`, `prodution` in `production`. */
export function closestName(typed: string, names: readonly string[]): string | undefined {
  const wanted = pairsOf(typed)
  const shareOf = (name: string) => {
    const pairs = new Set(pairsOf(name))
    return wanted.filter((pair) => pairs.has(pair)).length / Math.max(1, wanted.length)
  }
  const ranked = names.map((name) => ({ name, share: shareOf(name) }))
  const [best] = ranked.toSorted((left, right) => right.share - left.share || left.name.length - right.name.length)
  return best !== undefined && best.share >= leastShare ? best.name : undefined
}

function pairsOf(name: string): readonly string[] {
  const letters = name.toLowerCase()
  return Array.from({ length: Math.max(0, letters.length - 1) }, (_, index) => letters.slice(index, index + 2))
}
