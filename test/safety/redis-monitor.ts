import { Redis } from 'ioredis'

/** Every command that connections named `clientName` sent while `work` ran, as MONITOR shows them. */
export async function redisCommandsOf(
  url: string,
  clientName: string,
  work: () => Promise<unknown>,
): Promise<readonly (readonly string[])[]> {
  const redis = new Redis(url)
  const monitor = await redis.monitor()
  const seen: { readonly source: string; readonly words: readonly string[] }[] = []
  monitor.on('monitor', (_time: string, words: string[], source: string) => seen.push({ source, words }))
  try {
    await work()
    // MONITOR is a stream of its own: what was sent before this has arrived when this has.
    await redis.echo('the end')
    await new Promise((resolve) => setTimeout(resolve, 100))
  } finally {
    monitor.disconnect()
    redis.disconnect()
  }
  const own = new Set(
    seen
      .filter(({ words: [a = '', b = '', c] }) => /^client$/i.test(a) && /^setname$/i.test(b) && c === clientName)
      .map(({ source }) => source),
  )
  return seen.filter(({ source }) => own.has(source)).map(({ words }) => words)
}
