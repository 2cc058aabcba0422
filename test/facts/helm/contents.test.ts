import { describe, expect, it } from 'vitest'
import { changesIn } from '../../../src/facts/helm/contents.ts'
import { readPayload } from '../../../src/facts/helm/objects/payload.ts'

const manifest = (chart: string, settings: string, secret: string) => `---
# Source: users/templates/settings.yaml
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
  labels:
    helm.sh/chart: ${chart}
data:
  POOL_SIZE: "${settings}"

  application.yml: |
    server:
      port: 8080
---
apiVersion: v1
kind: Secret
metadata:
  name: login
stringData:
  PASSWORD: ${secret}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
`

const payload = (chart: string, settings: string, secret: string) =>
  readPayload({ manifest: manifest(chart, settings, secret) }, 0)
const [third, second, first] = [
  payload('users-3', '20', 'b'),
  payload('users-2', '10', 'b'),
  payload('users-1', '10', 'a'),
]
const [minute, hour, day] = [60_000, 3_600_000, 86_400_000]

describe('what the releases of Helm changed in a ConfigMap or a Secret', () => {
  it('is as old as the revision that brought it', () => {
    const revisions = [
      { agoMs: minute, payload: third },
      { agoMs: hour, payload: second },
      { agoMs: day, payload: first },
    ]
    expect([...changesIn(revisions)]).toEqual([
      ['config-map/settings', minute],
      ['secret/login', hour],
    ])
  })

  it('is nothing where only a label is new', () => {
    const revisions = [
      { agoMs: minute, payload: payload('users-3', '10', 'b') },
      { agoMs: hour, payload: second },
    ]
    expect([...changesIn(revisions)]).toEqual([
      ['config-map/settings', null],
      ['secret/login', null],
    ])
  })

  it('is not known of one revision alone', () => {
    expect(changesIn([{ agoMs: minute, payload: third }]).size).toBe(0)
    expect(
      changesIn([
        { agoMs: minute, payload: third },
        { agoMs: hour, payload: undefined },
      ]).size,
    ).toBe(0)
    expect(
      changesIn([
        { agoMs: minute, payload: undefined },
        { agoMs: hour, payload: second },
      ]).size,
    ).toBe(0)
  })

  it('is as old as the object', () => {
    const without = readPayload({ manifest: 'kind: Deployment\nmetadata:\n  name: web\n' }, 0)
    const revisions = [
      { agoMs: minute, payload: third },
      { agoMs: hour, payload: without },
    ]
    expect(changesIn(revisions).get('secret/login')).toBe(minute)
  })
})
