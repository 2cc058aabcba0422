/** A duration for a person: `45 s`, `12 min`, `3 h`, `2 d`. */
export function durationText(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.round(milliseconds)} ms`
  if (milliseconds < 120_000) return `${Math.round(milliseconds / 1000)} s`
  if (milliseconds < 7_200_000) return `${Math.round(milliseconds / 60_000)} min`
  return milliseconds < 172_800_000
    ? `${Math.round(milliseconds / 3_600_000)} h`
    : `${Math.round(milliseconds / 86_400_000)} d`
}
