import type { Progress } from '../machine/progress.ts'
import type { ServerControl } from '../machine/server-control.ts'
import type { Image } from './images/image.ts'

export interface ClusterOptions {
  /** The run folder of a bench that others are in too; without it the cluster has one of its own. */
  readonly dir?: string
  /** Default `kubernetes`; of its folder in the run folder. */
  readonly name?: string
  /** Lost nodes are noticed and pods are scaled within seconds, not within minutes. */
  readonly hasty?: boolean
  readonly onProgress?: Progress
}

/** Who a kubeconfig is for: a user whose groups count in bindings, or a service account that exists. */
export type Identity =
  | { readonly user: string; readonly groups?: readonly string[] }
  | { readonly serviceAccount: string; readonly namespace: string }

/** The programs that a test may pause, kill or stop. */
export type ClusterPart =
  | 'etcd'
  | 'apiServer'
  | 'controllerManager'
  | 'scheduler'
  | 'containerd'
  | 'kubelet'
  | 'kubeProxy'
  | 'nameService'
  | 'metricsServer'

/** A complete Kubernetes cluster of one node. */
export interface Cluster {
  /** False for one that was brought along by a variable: then stop leaves it alone, and faults are refused. */
  readonly owned: boolean
  /** Of somebody who may do everything. */
  readonly kubeconfig: string
  readonly apiServer: string
  readonly kubectl: string
  readonly helm3: string
  readonly helm4: string
  /** Where processes of this machine must listen for pods to reach them. */
  readonly hostAddress: string
  readonly nodeName: string
  /** A line of JSON for each request to the API server, without bodies. */
  readonly auditLog: string
  readonly parts: Readonly<Record<ClusterPart, ServerControl>>
  /** kubectl with that kubeconfig; gives its standard output, fails with its own words. */
  run(...args: readonly string[]): Promise<string>
  /** `kubectl apply` of objects, or of YAML. */
  apply(objects: string | readonly object[]): Promise<void>
  /** Writes a kubeconfig by which its holder is known as somebody who may do only what bindings say. */
  kubeconfigFor(identity: Identity, namespace?: string): Promise<string>
  /** A token of a service account that exists. */
  issueToken(namespace: string, serviceAccount: string): Promise<string>
  /** Runs a command in the namespaces of the node, beside the kubelet; gives its standard output. */
  onNode(command: string, ...args: readonly string[]): Promise<string>
  /** Makes an image known to the node; a docker archive will do. */
  importImage(image: Image | string): Promise<void>
  /** Ends everything; nothing is left of it on this machine. */
  stop(): Promise<void>
}
