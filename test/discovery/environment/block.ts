/** The environment of a container as a chart or an example writes it, and what it says of dependencies. */
export interface Block {
  /** The chart or example it is modelled after. */
  readonly chart: string
  readonly service: string
  readonly namespace: string
  /** Under `spec.template.spec` of the workload, in YAML. */
  readonly pod: string
  /** Which container is read; the first without it. */
  readonly container?: string
  readonly configMaps?: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Names of keys where only they may be seen, values where they may be read; what is not here was not read. */
  readonly secrets?: Readonly<Record<string, readonly string[] | Readonly<Record<string, string>>>>
  readonly expected: Expected
}

export type FoundInBlock = Readonly<Record<string, unknown>>

/** Without what is empty, false, or the same in every entry. */
export interface Expected {
  readonly postgres?: readonly FoundInBlock[]
  readonly redis?: readonly FoundInBlock[]
  readonly kafka?: readonly FoundInBlock[]
  /** The name, and the URL or the address. */
  readonly upstreams?: Readonly<Record<string, string>>
  /** `mysql users-mysql` */
  readonly others?: readonly string[]
  /** `forbidden DATABASE_URL` */
  readonly unresolved?: readonly string[]
}
