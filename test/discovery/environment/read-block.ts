import { parse } from 'yaml'
import type { Dependencies, Found } from '../../../src/discovery/environment/dependencies.ts'
import { withMountedSettings } from '../../../src/discovery/environment/mounted-settings.ts'
import { readDependencies } from '../../../src/discovery/environment/read-dependencies.ts'
import { resolveEnvironment } from '../../../src/discovery/environment/resolve-environment.ts'
import { readPodTemplate } from '../../../src/facts/kubernetes/objects/pod-template.ts'
import type { Block, Expected, FoundInBlock } from './block.ts'

/** What the container of a block depends on. */
export async function readBlock(block: Block): Promise<Dependencies> {
  const { service, namespace, configMaps = {}, secrets = {} } = block
  const template = readPodTemplate({ spec: parse(block.pod) })
  const container = template.containers.find(({ name }) => name === (block.container ?? template.containers[0]?.name))
  if (container === undefined) throw new Error(`${block.chart} has no such container`)
  const around = {
    place: { namespace, kind: 'Deployment', workload: service, container: container.name },
    objects: {
      configMap: (name: string) => configMaps[name] ?? null,
      secretKeys(name: string) {
        const secret = secrets[name]
        return secret && (Array.isArray(secret) ? secret : Object.keys(secret))
      },
      secretValue(name: string, key: string) {
        const secret = secrets[name]
        return secret === undefined || Array.isArray(secret) ? undefined : (secret as Record<string, string>)[key]
      },
    },
  }
  const entries = resolveEnvironment(container, around)
  const all = await withMountedSettings(entries, container, template.volumes, around)
  return readDependencies(all, { service, namespace })
}

/** The dependencies in the short form of the table. */
export function inShort(found: Dependencies): Expected {
  const { postgres, redis, kafka, upstreams, others, unresolved } = found
  const short = {
    postgres: postgres.map((each) => ({
      ...foundInShort(each),
      ...(each.pooled && { pooled: true }),
      ...(each.alternatives.length > 0 && { alternatives: each.alternatives }),
    })),
    redis: redis.map(foundInShort),
    kafka: kafka.map(foundInShort),
    upstreams: Object.fromEntries(upstreams.map(({ name, url, host, port }) => [name, url ?? `${host}:${port}`])),
    others: others.map(({ system, name }) => `${system} ${name}`),
    unresolved: unresolved.map(({ kind, variables }) => `${kind} ${variables.join(' ')}`.trim()),
  }
  return Object.fromEntries(Object.entries(short).filter(([, value]) => Object.keys(value).length > 0))
}

function foundInShort({ config, secretFields, inPod, assumed }: Found<object>): FoundInBlock {
  const absent = Object.entries(secretFields).filter(([path]) => !path.includes('.') && !(path in config))
  return {
    ...config,
    ...(inPod && { inPod }),
    ...(assumed && { assumed }),
    ...(absent.length > 0 && { besides: Object.fromEntries(absent) }),
  }
}
