import { type CauseView, defineCause } from '../core/cause.ts'
import { textIn } from '../core/evidence.ts'
import type { Remedy } from '../core/remedy.ts'
import type { Target } from '../core/target.ts'
import { type Network, network } from '../facts/kubernetes/network.ts'
import type { IngressView, RouteView } from '../facts/kubernetes/network-ingress.ts'
import { byKubectl } from './kubectl.ts'
import { reasonsOf } from './reasons.ts'

type View = CauseView<'kubernetes.ingress-without-targets'>

/** Requests from outside end at the ingress: it sends them to something that is not there. */
export const ingressWithoutTargets = defineCause({
  id: 'ingress-without-targets',
  reads: { network },
  weighs: ['kubernetes.ingress-without-targets'],
  conclude: (sightings, view) =>
    sightings.network.flatMap(({ target, value }) =>
      view.findingsOn(target, 'kubernetes.ingress-without-targets').flatMap((finding) => {
        const ingress = ingressesOf(value).find(({ name }) => name === textIn(finding, 'ingress'))
        if (ingress === undefined) return []
        return {
          target: finding.target,
          summary: `the ingress ${ingress.name} sends requests for ${target.name} to a Service or port that does not exist`,
          because: reasonsOf([finding]),
          explains: [finding],
          // One dead route of several may be a left-over.
          confidence: finding.severity === 'critical' ? ('high' as const) : ('medium' as const),
          remedies: [remedy(ingress, value, target, view)],
        }
      }),
    ),
})

function ingressesOf({ ingresses }: Network): readonly IngressView[] {
  return 'seen' in ingresses ? ingresses.seen : []
}

function remedy(ingress: IngressView, seen: Network, target: Target, { topology }: View): Remedy {
  const dead = ingress.routes.filter(({ leads }) => leads === 'no-such-service' || leads === 'no-such-port')
  // Beside a route that leads to the Service, another was to lead elsewhere.
  const isWhole = dead.length === ingress.routes.length
  const steps = dead.map((route) => (isWhole ? correction(route, seen) : null))
  const clear = steps.flatMap((each) => each ?? [])
  const isFromGit = ingress.manager.by === 'argocd' || ingress.manager.by === 'flux'
  if (clear.length < steps.length || isFromGit) {
    const where = isFromGit ? ` in the repository from which ${ingress.manager.by} writes it` : ''
    const routes = dead.map(({ host, path, service, port }) => `${host ?? '*'}${path ?? ''} -> ${service}:${port}`)
    const summary = `correct the backends of the ingress ${ingress.name}${where} (${routes.join(', ')}), or bring the Service back`
    return { kind: 'manual', risk: 'low', summary }
  }
  const words = ['patch', 'ingress', ingress.name, '--type', 'json', '-p', JSON.stringify(clear.flat())]
  const summary =
    'let the ingress lead to the Service of these pods again; correct it where the ingress comes from, too'
  return byKubectl(target, topology, words, { risk: 'low', summary })
}

/** Steps of a JSON patch that refuse to work on another route than the one seen. Null where it is not clear what was meant. */
function correction(route: RouteView, { services }: Network): readonly object[] | null {
  const serving = services.filter(({ relation, headless }) => relation === 'selects' && !headless)
  const [only, ...others] = serving
  const named = serving.find(({ name }) => name === route.service) ?? (others.length === 0 ? only : undefined)
  if (named === undefined) return null
  const fitting = named.ports.filter(({ name, port }) => route.port === port || route.port === name)
  const [port, ...more] = fitting.length > 0 ? fitting : named.ports
  if (port === undefined || more.length > 0) return null
  const service = { name: named.name, port: port.name === route.port ? { name: port.name } : { number: port.port } }
  return [
    { op: 'test', path: `${route.at}/service/name`, value: route.service },
    { op: 'replace', path: `${route.at}/service`, value: service },
  ]
}
