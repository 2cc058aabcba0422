import { checks } from './checks/index.ts'
import type { Scope } from './config/scope.ts'
import { collectLook, defaultLimits } from './core/collect.ts'
import type { Instance } from './core/connection.ts'
import { OperatorError } from './core/errors.ts'
import type { ExitName } from './core/exit-codes.ts'
import type { Listing, NotAsked, Table } from './core/listing.ts'
import type { InstanceFacts, Look } from './core/look.ts'
import { columnsOf, type TableDraft } from './core/table.ts'
import { nodeKey, type Target } from './core/target.ts'
import type { Shown, View, ViewParams } from './core/view.ts'
import type { Invocation } from './invocation.ts'
import { sorted } from './sort-rows.ts'
import { instancesOf } from './systems.ts'
import { tool } from './version.ts'

export interface ListOptions<Param extends ViewParams> {
  readonly services: readonly string[]
  readonly view: View<Param>
  readonly params?: Partial<Param>
  /** Look a second time after so many milliseconds, so that counters become what happened in between. */
  readonly intervalMs?: number
  /** The most rows of one table. */
  readonly limit?: number
  /** The id of a column. */
  readonly sort?: string
  /** Of services that are named only what is theirs, not what they need. */
  readonly ownOnly?: boolean
  /** What is known without asking, shown below the facts; then nothing has to be there to be asked. */
  readonly beside?: (scope: Scope) => readonly Beside[]
}

/** A table that the scope itself tells. */
export interface Beside {
  readonly target: Target
  readonly table: TableDraft
}

/** Heavy facts may take longer than those of a diagnosis, since a person asked for them alone; but a pooled connection is one that the application misses meanwhile. */
const limits = { ...defaultLimits, collectMs: 15_000, afterFirstConnectionMs: 30_000, hardMs: 45_000 }

/** Shows facts of every instance of the view's system in scope as tables, asking nothing but what the view reads. Changes nothing. */
export async function list<Param extends ViewParams>(
  invocation: Invocation,
  options: ListOptions<Param>,
): Promise<{ document: Listing; exit: ExitName }> {
  const { view, services, intervalMs } = options
  const scope = await invocation.scope({ services, systems: [view.system] })
  const instances = await instancesFor(options, scope)
  const beside = options.beside?.(scope) ?? []
  const { look, before } = await lookAt(instances, scope, invocation, intervalMs)
  const shown = look.instances.map((instance) => ({ instance, ...show(instance, before, scope, options) }))
  const document: Listing = {
    version: 1,
    kind: 'Listing',
    tool,
    view: view.id,
    environment: scope.environment,
    takenAt: new Date(look.at).toISOString(),
    intervalMs: before === undefined ? null : look.at - before.at,
    tables: arranged(
      byTarget([
        ...shown.flatMap(({ instance, tables }) => tables.map((draft) => tableOf(draft, instance))),
        ...beside.map(({ target, table }) => tableOf(table, { target, vantage: 'operator' })),
      ]),
      options,
    ),
    notAsked: distinct(
      shown.flatMap(({ instance: { target }, gaps }) => gaps.map(({ reason, grant }) => ({ target, reason, grant }))),
    ),
  }
  const isWhole = document.tables.length > 0 && look.instances.every(({ unconnected }) => unconnected === undefined)
  return { document, exit: isWhole ? 'ok' : 'couldNotLook' }
}

async function instancesFor<Param extends ViewParams>(
  { view, services, ownOnly, beside }: ListOptions<Param>,
  { connections, environment, source, services: chosen }: Scope,
): Promise<readonly Instance[]> {
  const own = new Set(chosen.map(nodeKey))
  const isMeant = (target: Target) => !ownOnly || services.length === 0 || own.has(nodeKey(target))
  const instances = (await instancesOf(connections)).filter(
    ({ system, target }) => system === view.system && isMeant(target),
  )
  if (instances.length > 0 || beside !== undefined)
    return instances.map((instance) => ({ ...instance, facts: view.facts }))
  const of = services.length === 0 ? `${environment} (${source})` : services.join(', ')
  throw new OperatorError(`there is no ${view.system} in what is known of ${of}`, {
    hint: `usrops config show says what is known; ${naming[view.system] ?? 'name it'} in usrops.yaml`,
  })
}

const naming: Readonly<Record<string, string>> = {
  postgres: 'set DATABASE_URL, or name postgres of the service',
  pgbouncer: 'set PGBOUNCER_ADMIN_URL, or name pooler of the service',
  redis: 'set REDIS_URL, or name redis of the service',
  kafka: 'set KAFKA_BROKERS, or name kafka of the service',
  http: 'set SERVICE_URL, or name url of the service',
  kubernetes: 'name a namespace with -n, or clusters',
}

async function lookAt(
  instances: readonly Instance[],
  { environment }: Scope,
  { clock, progress, signal }: Invocation,
  intervalMs: number | undefined,
): Promise<{ readonly look: Look; readonly before?: Look }> {
  const collect = () =>
    collectLook(instances, {
      ...{ clock, signal, deep: true, limits },
      onInstance: (target, state) =>
        progress.tell({ kind: state === 'asking' ? 'SystemAsked' : 'SystemAnswered', target }),
    })
  progress.tell({ kind: 'LookStarted', environment, systems: instances.length })
  const look = await collect()
  if (intervalMs === undefined) return { look }
  progress.tell({ kind: 'SecondLook', waitMs: intervalMs })
  await clock.sleep(intervalMs, signal)
  return { before: look, look: await collect() }
}

function show<Param extends ViewParams>(
  instance: InstanceFacts,
  before: Look | undefined,
  scope: Scope,
  { view, params = {} }: ListOptions<Param>,
): Shown {
  const answers = checks
    .filter(({ id }) => view.weighs.includes(id))
    .map((check) => check.ask(instance, before, scope.params[check.id] ?? {}))
  return view.show(instance, before, { params, answers })
}

/** A table with everything said. */
export function tableOf(draft: TableDraft, { target, vantage }: Pick<Table, 'target' | 'vantage'>): Table {
  const { title, columns, rows, total = rows.length, notes = [] } = draft
  return { target, vantage, title, columns: columnsOf(columns), rows, total, notes }
}

/** What is about one thing stands together. */
function byTarget(tables: readonly Table[]): readonly Table[] {
  return [...Map.groupBy(tables, ({ target }) => nodeKey(target)).values()].flat()
}

/** Sorted and cut as it was asked for. */
export function arranged(
  tables: readonly Table[],
  { sort, limit }: Pick<ListOptions<ViewParams>, 'sort' | 'limit'>,
): readonly Table[] {
  const all = sort === undefined ? tables : sorted(tables, sort)
  return limit === undefined ? all : all.map((table) => ({ ...table, rows: table.rows.slice(0, limit) }))
}

/** One reason may keep several facts from being asked. */
export function distinct(gaps: readonly NotAsked[]): readonly NotAsked[] {
  return [...new Map(gaps.map((gap) => [JSON.stringify(gap), gap])).values()]
}
