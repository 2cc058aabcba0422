import { describe, expect, test } from 'vitest'
import { databaseOfImage } from '../../src/discovery/database-image.ts'
import { ownerOf, ownerText } from '../../src/discovery/service-owner.ts'
import { deployment, helm, statefulSet } from './objects.ts'

const release = helm('users', 'user-service')

describe('the owner of a workload', () => {
  test.each([
    ['nobody', deployment('users'), null],
    ['a Helm release', deployment('users', release), 'Helm release users'],
    [
      'nobody, where only the label speaks of Helm',
      deployment('users', {
        labels: { 'app.kubernetes.io/managed-by': 'Helm', 'app.kubernetes.io/instance': 'users' },
      }),
      null,
    ],
    [
      'Argo CD by its annotation, also where it renders a chart',
      deployment('users', {
        labels: { 'app.kubernetes.io/managed-by': 'Helm', 'app.kubernetes.io/instance': 'users-prod' },
        annotations: { 'argocd.argoproj.io/tracking-id': 'users-prod:apps/Deployment:users/users' },
      }),
      'Argo CD application users-prod',
    ],
    [
      'Argo CD by what it wrote',
      deployment('users', { labels: { 'app.kubernetes.io/instance': 'users-eu' }, managers: ['argocd-controller'] }),
      'Argo CD application users-eu',
    ],
    [
      'Argo CD by its own label',
      deployment('users', { labels: { 'argocd.argoproj.io/instance': 'platform' } }),
      'Argo CD application platform',
    ],
    [
      'Flux, which installs the release',
      deployment('users', { ...release, labels: { ...release.labels, 'helm.toolkit.fluxcd.io/name': 'users' } }),
      'Flux HelmRelease users',
    ],
    [
      'Flux by Kustomize',
      deployment('users', {
        labels: { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' },
      }),
      'Flux Kustomization apps',
    ],
    [
      'an operator',
      statefulSet('pg-a', { owner: { kind: 'PerconaPGCluster', name: 'pg', uid: '1' } }),
      'PerconaPGCluster pg',
    ],
  ])('is %s', (_who, workload, expected) => expect(ownerText(ownerOf(workload))).toBe(expected))
})

describe('an image', () => {
  test.each([
    ['postgres:16', 'postgres'],
    ['docker.io/bitnami/postgresql:16.4.0-debian-12-r9', 'postgres'],
    ['ghcr.io/cloudnative-pg/postgresql:17.2', 'postgres'],
    ['postgis/postgis', 'postgres'],
    ['registry:5000/redis:7@sha256:aa', 'redis'],
    ['valkey/valkey:8', 'redis'],
    ['edoburu/pgbouncer:1.23', 'pgbouncer'],
    ['apache/kafka:4.0.0', 'kafka'],
    ['mysql:8', 'other'],
    ['registry.example.org/postgres-exporter:1', null],
    ['registry.example.org/team/user-service:2.3.1', null],
    ['oliver006/redis_exporter', null],
    ['confluentinc/cp-kafka-connect:7', null],
  ])('%s is %s', (image, expected) => expect(databaseOfImage(image)).toBe(expected))
})
