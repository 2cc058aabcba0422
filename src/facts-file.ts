import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import type { LooksSeen } from './core/diagnosis.ts'
import { OperatorError } from './core/errors.ts'
import type { Case } from './core/judge.ts'
import { Topology } from './core/topology.ts'
import { writePrivateFile } from './private-file.ts'
import { tool } from './version.ts'

/** The facts of one run as a document: masked when they were collected, replayed by `usrops diagnose --from`. */
export interface SavedFacts {
  readonly facts: Case
  readonly environment: string
  readonly looks: LooksSeen
  readonly startedAt: number
  readonly finishedAt: number
}

export async function saveFacts(path: string, saved: SavedFacts): Promise<void> {
  const { facts, ...rest } = saved
  const { topology, ...others } = facts
  const document = { version: 1, kind: 'Facts', tool, ...rest, ...others, topology: topology.nodes }
  try {
    await writePrivateFile(path, `${JSON.stringify(document, null, 1)}\n`)
  } catch (error) {
    throw new OperatorError(`cannot write the facts to ${path}: ${codeOf(error)}`, {
      hint: 'give --save another path',
      cause: error,
    })
  }
}

export async function loadFacts(path: string): Promise<SavedFacts> {
  const parsed = factsDocument.safeParse(parseJson(await readText(path), path))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new OperatorError(`${path} is not a file of facts: ${issue?.path.join('.')}: ${issue?.message}`, {
      hint: 'make one with `usrops diagnose --save FILE`',
    })
  }
  const { environment, looks, startedAt, finishedAt, look, before, services, topology, params } = parsed.data
  const facts = { look, services, params, topology: new Topology(topology), ...(before && { before }) }
  return { facts, environment, looks, startedAt, finishedAt }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    throw new OperatorError(`cannot read ${path}: ${codeOf(error)}`, {
      hint: 'give --from a file that `--save` wrote',
      cause: error,
    })
  }
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new OperatorError(`${path} is not JSON`, { hint: 'give --from a file that `--save` wrote', cause: error })
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'failed'
}

const target = z.object({
  system: z.string(),
  cluster: z.string().exactOptional(),
  namespace: z.string().exactOptional(),
  kind: z.string(),
  name: z.string(),
  id: z.record(z.string(), z.union([z.string(), z.number()])).exactOptional(),
})

const unasked = z.object({
  kind: z.enum([
    'unreachable',
    'hung',
    'authentication',
    'full',
    'forbidden',
    'wrong-identity',
    'unsupported',
    'failed',
  ]),
  reason: z.string(),
  grant: z.string().exactOptional(),
})

const observation = z.union([z.object({ at: z.number(), value: z.json() }), z.object({ at: z.number(), unasked })])

const look = z.object({
  at: z.number(),
  instances: z.array(
    z.object({
      system: z.string(),
      target,
      vantage: z.enum(['operator', 'pod', 'cluster']),
      identity: z.string().nullable(),
      unconnected: unasked.exactOptional(),
      observations: z.record(z.string(), observation),
    }),
  ),
})

const words = z.array(z.string()).exactOptional()

/** The JSON Schema of the file is made of this. */
export const factsDocument = z.object({
  version: z.literal(1),
  kind: z.literal('Facts'),
  tool: z.string(),
  environment: z.string(),
  looks: z.enum(['one', 'two', 'baseline']),
  startedAt: z.number(),
  finishedAt: z.number(),
  services: z.array(target),
  topology: z.array(
    z.object({
      target,
      dependsOn: z.array(z.string()),
      addresses: z.array(z.string()),
      handles: z.object({ client: words, restart: words, rollback: words, kubectl: words, helm: words }),
    }),
  ),
  params: z.record(z.string(), z.record(z.string(), z.number())),
  look,
  before: look.exactOptional(),
})
