/**
 * A quantity of the API (`250m`, `1Gi`, `1e3`) as a number: cores or bytes; null where it is none.
 * The grammar: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function readQuantity(value: unknown): number | null {
  if (typeof value === 'number') return value
  const [, digits, suffix = ''] = typeof value === 'string' ? (grammar.exec(value) ?? []) : []
  if (digits === undefined) return null
  if (/^[eE][+-]?\d/.test(suffix)) return Number(digits + suffix)
  return Number(digits) * (factors[suffix] ?? Number.NaN)
}

const grammar = /^([+-]?(?:\d+\.?\d*|\.\d+))([eE][+-]?\d+|[KMGTPE]i|[numkMGTPE]|)$/

const factors: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
}
