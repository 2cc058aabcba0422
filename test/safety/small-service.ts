import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What must never be printed. */
export const canary = 'canary-7f3a'

/** A service with a health endpoint, a ConfigMap, and the address of a database in a Secret. */
export function serviceObjects(image: string) {
  const script = 'mkdir -p /tmp/www; echo ok > /tmp/www/health; echo listening; exec httpd -f -p 8080 -h /tmp/www'
  const container = {
    ...{ name: 'app', image, command: ['sh', '-c', script], ports: [{ name: 'http', containerPort: 8080 }] },
    readinessProbe: { httpGet: { path: '/health', port: 'http' }, periodSeconds: 1 },
    envFrom: [{ configMapRef: { name: 'api' } }],
    env: [{ name: 'DATABASE_URL', valueFrom: { secretKeyRef: { name: 'api-db', key: 'url' } } }],
  }
  const labels = { app: 'api' }
  const template = { metadata: { labels }, spec: { terminationGracePeriodSeconds: 0, containers: [container] } }
  const url = `postgres://app:${canary}@db.example.internal:5432/users`
  return [
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'api-db' }, stringData: { url } },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'unrelated' }, stringData: { password: canary } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'api' }, data: { LOG_LEVEL: 'info' } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'api' },
      spec: { replicas: 2, selector: { matchLabels: labels }, template },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'api' },
      spec: { selector: labels, ports: [{ port: 80, targetPort: 'http' }] },
    },
  ] as const
}

/** A chart of one Deployment; `password` is a value of it. */
export function writeChart(folder: string, image: string): void {
  writeFileSync(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: released\nversion: 1.0.0\n')
  writeFileSync(join(folder, 'values.yaml'), 'password: none\n')
  writeFileSync(
    join(folder, 'templates', 'deployment.yaml'),
    `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
  labels: { app.kubernetes.io/managed-by: Helm, app.kubernetes.io/instance: {{ .Release.Name }} }
spec:
  selector: { matchLabels: { app: {{ .Release.Name }} } }
  template:
    metadata: { labels: { app: {{ .Release.Name }} } }
    spec:
      terminationGracePeriodSeconds: 0
      containers:
        - name: app
          image: ${image}
          command: [sleep, "3600"]
          env: [{ name: PASSWORD, value: {{ .Values.password }} }]
`,
  )
}
