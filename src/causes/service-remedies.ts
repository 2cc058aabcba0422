import type { Remedy } from '../core/remedy.ts'
import type { Target } from '../core/target.ts'
import type { Topology } from '../core/topology.ts'

/** Restarting the service of this name, in the words of its team; nothing where the configuration names none. Without a name, the only service there is. */
export function restartOf(name: string, topology: Topology, summary: string): readonly Remedy[] {
  const services = topology.nodes.filter(({ target }) => target.system === 'service')
  const node =
    services.find(({ target }) => target.name === name) ??
    (name === '' && services.length === 1 ? services[0] : undefined)
  const command = node?.handles.restart
  return command === undefined ? [] : [{ kind: 'command', command, mutates: true, risk: 'outage', summary }]
}

/** Restarting this service, or telling a person to. */
export function restart(service: Target, topology: Topology, summary: string): Remedy {
  const [command] = restartOf(service.name, topology, summary)
  return command ?? { kind: 'manual', risk: 'outage', summary }
}

/** Going back to the release before, or telling a person to. */
export function rollBack(service: Target, topology: Topology, summary: string): Remedy {
  const command = topology.handles(service).rollback
  if (command === undefined) return { kind: 'manual', risk: 'outage', summary }
  return { kind: 'command', command, mutates: true, risk: 'outage', summary }
}
