/** One sample of the Prometheus text format. */
export interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

export interface Exposition {
  readonly samples: readonly Sample[]
  /** The help text of a metric, by name. */
  readonly help: ReadonlyMap<string, string>
  /** Lines that are none of the format; more than the samples: it is no exposition at all. */
  readonly malformed: number
}

/** More series than a service should have; the rest is not read. */
const sampleCap = 50_000

/** Parses the text format 0.0.4 of Prometheus and the part of OpenMetrics that services use: https://prometheus.io/docs/instrumenting/exposition_formats/ */
export function parseExposition(text: string): Exposition {
  const samples: Sample[] = []
  const help = new Map<string, string>()
  let malformed = 0
  for (const line of text.split('\n')) {
    const row = line.trim()
    if (row === '') continue
    if (row.startsWith('#')) {
      const words = /^# HELP (\S+) (.*)$/.exec(row)
      if (words) help.set(words[1] ?? '', words[2] ?? '')
      continue
    }
    const sample = sampleOf(row)
    if (sample === undefined) malformed += 1
    else if (samples.push(sample) >= sampleCap) break
  }
  return { samples, help, malformed }
}

function sampleOf(row: string): Sample | undefined {
  const name = /^[a-zA-Z_:][\w:]*/.exec(row)?.[0]
  if (name === undefined) return undefined
  const after = row.slice(name.length).trimStart()
  const labelled = after.startsWith('{') ? labelsOf(after) : { labels: {}, rest: after }
  // A time stamp or an exemplar may follow the value.
  const value = numberOf(labelled?.rest.trim().split(/\s+/)[0])
  return labelled === undefined || value === undefined ? undefined : { name, labels: labelled.labels, value }
}

function labelsOf(text: string): { labels: Record<string, string>; rest: string } | undefined {
  const labels: Record<string, string> = {}
  const pair = /\s*([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*,?/y
  pair.lastIndex = 1
  let end = 1
  for (let match = pair.exec(text); match !== null; match = pair.exec(text)) {
    labels[match[1] ?? ''] = (match[2] ?? '').replace(/\\(.)/g, (_, escaped) => (escaped === 'n' ? '\n' : escaped))
    end = pair.lastIndex
  }
  const rest = text.slice(end).trimStart()
  return rest.startsWith('}') ? { labels, rest: rest.slice(1) } : undefined
}

function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || text === '') return undefined
  if (/^[+-]?Inf$/i.test(text)) return text.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  if (/^NaN$/i.test(text)) return Number.NaN
  const value = Number(text)
  return Number.isNaN(value) ? undefined : value
}
