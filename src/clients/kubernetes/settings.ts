/** Which cluster is meant, and as whom: what the configuration or the command line says of it. */
export interface ClusterSettings {
  /** Its name in reports; without one the name of the context. */
  readonly name?: string
  /** One kubeconfig file, instead of KUBECONFIG and ~/.kube/config. */
  readonly kubeconfig?: string
  /** Without one the current context. */
  readonly context?: string
}

/** Variables of the process: KUBECONFIG, HOME, proxies, what a login program inherits. */
export type ProcessEnvironment = Readonly<Record<string, string | undefined>>
