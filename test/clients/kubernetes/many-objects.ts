import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Agent, request } from 'node:https'
import { parse } from 'yaml'

const atOnce = 16

/** Creates many ConfigMaps, each with so many bytes; kubectl takes a second for ten. */
export async function createConfigMaps(
  kubeconfig: string,
  namespace: string,
  { count, bytes, label }: { count: number; bytes: number; label: string },
): Promise<void> {
  const { clusters, users } = parse(readFileSync(kubeconfig, 'utf8'))
  const { server, 'certificate-authority-data': ca } = clusters[0].cluster
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce, ca: Buffer.from(ca, 'base64') })
  const headers = { authorization: `Bearer ${users[0].user.token}`, 'content-type': 'application/json' }
  const url = `${server}/api/v1/namespaces/${namespace}/configmaps`
  const create = async (index: number) => {
    const metadata = { name: `${label}-${String(index).padStart(5, '0')}`, labels: { many: label } }
    const asked = request(url, { agent, headers, method: 'POST' })
    asked.end(JSON.stringify({ metadata, data: { text: `${index} `.padEnd(bytes, 'x') } }))
    const [answer] = await once(asked, 'response')
    answer.resume()
    await once(answer, 'end')
    if (answer.statusCode !== 201) throw new Error(`the API server answers ${answer.statusCode}`)
  }
  const indexes = Array.from({ length: count }, (_, index) => index)[Symbol.iterator]()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const index of indexes) await create(index)
    }),
  )
  agent.destroy()
}
