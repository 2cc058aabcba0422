/** A pod of one container that runs a shell script. */
export function podOf(name: string, image: string, script: string, more: { labels?: object; spec?: object } = {}) {
  const container = { name, image, command: ['sh', '-c', script] }
  return {
    ...{ apiVersion: 'v1', kind: 'Pod', metadata: { name, labels: { app: name, ...more.labels } } },
    spec: { terminationGracePeriodSeconds: 0, containers: [container], ...more.spec },
  }
}
