import { expect, test } from 'vitest'
import { isLoopback, readPodAddress, readServiceName } from '../../../src/clients/kubernetes/service-name.ts'

test.each([
  ['redis', ['users/redis']],
  ['redis.cache', ['users/cache redis', 'cache/redis']],
  ['kafka-0.kafka.events', ['events/kafka kafka-0']],
  ['redis.cache.svc', ['cache/redis!']],
  ['Redis.Cache.svc.cluster.local.', ['cache/redis!']],
  ['redis.cache.svc.k8s.shop.example', ['cache/redis']],
  ['kafka-0.kafka.events.svc', ['events/kafka kafka-0!']],
  ['kafka-0.kafka.events.svc.cluster.local', ['events/kafka kafka-0!']],
  ['db.eu-west-1.rds.amazonaws.com', []],
  ['not_a_label', []],
  ['a..b', []],
])('reads %s in namespace users as %j', (host, meanings) => {
  const read = readServiceName(host, 'users').map(
    ({ namespace, service, pod, certain }) => `${namespace}/${service}${pod ? ` ${pod}` : ''}${certain ? '!' : ''}`,
  )
  expect(read).toEqual(meanings)
})

test.each([
  ['10-0-3-7.users.pod.cluster.local', '10.0.3.7'],
  ['10-0-3-7.users.pod', '10.0.3.7'],
  ['web.users.pod', null],
  ['10-0-3-7.users.svc', null],
])('reads %s as the pod at %s', (host, address) => {
  expect(readPodAddress(host)).toBe(address)
})

test.each([
  ['localhost', true],
  ['127.0.0.2', true],
  ['::1', true],
  ['db.localhost', true],
  ['127.example', false],
  ['10.0.0.1', false],
])('knows that %s means the pod itself: %s', (host, loopback) => {
  expect(isLoopback(host)).toBe(loopback)
})
