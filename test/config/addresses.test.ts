import { expect, test } from 'vitest'
import { addressKey, addressText, parseAddress } from '../../src/config/address.ts'
import { parseBrokers } from '../../src/config/broker-list.ts'
import { parseServiceUrl } from '../../src/config/service-url.ts'

test.each([
  ['db', { host: 'db', port: 1 }],
  ['db:5', { host: 'db', port: 5 }],
  ['[::1]:5', { host: '::1', port: 5 }],
  ['2001:db8::1', { host: '2001:db8::1', port: 1 }],
  ['db:0', undefined],
  ['db:70000', undefined],
  ['a b', undefined],
  ['', undefined],
])('reads the address %j', (text, expected) => expect(parseAddress(text, 1)).toEqual(expected))

test('all names of this machine are one place', () => {
  const keys = ['localhost', 'LOCALHOST', '127.0.0.1', '127.0.1.1', '::1', ''].map((host) =>
    addressKey({ host, port: 5 }),
  )
  expect(new Set(keys)).toEqual(new Set(['localhost:5']))
  expect(addressKey({ host: 'DB.example.', port: 5 })).toBe(addressKey({ host: 'db.example', port: 5 }))
})

test('writes IPv6 in brackets and a socket as its path', () => {
  expect(addressText({ host: '::1', port: 5 })).toBe('[::1]:5')
  expect(addressText({ host: '/run/x', port: 0 })).toBe('/run/x')
})

test.each([
  ['a:1,b:2', ['a:1', 'b:2'], false],
  [' a:1 , b ', ['a:1', 'b:9092'], false],
  ['a;b c', ['a:9092', 'b:9092', 'c:9092'], false],
  ['SASL_SSL://a:9093', ['a:9093'], true],
  ['PLAINTEXT://a:9092,PLAINTEXT://b:9092', ['a:9092', 'b:9092'], false],
  ['kafka+ssl://a:9096', ['a:9096'], true],
  ['[::1]:9092', ['[::1]:9092'], false],
])('reads the brokers %j', (text, brokers, tls) => expect(parseBrokers(text, 'x')).toEqual({ brokers, tls }))

test.each([
  ['', 'KAFKA_BROKERS names no broker'],
  ['user:canary@a:9092', 'KAFKA_BROKERS has a broker that is not host:port'],
])('refuses the brokers %j', (text, message) => {
  expect(() => parseBrokers(text, 'KAFKA_BROKERS')).toThrow(expect.objectContaining({ message, exit: 'usage' }))
})

test('takes a login out of the URL of a service', () => {
  const { url, address, authorization } = parseServiceUrl('https://u:p%40w@api.example/users/?key=1', 'url')
  expect({ url, address }).toEqual({ url: 'https://api.example/users', address: { host: 'api.example', port: 443 } })
  expect(authorization?.reveal()).toBe(`Basic ${Buffer.from('u:p@w').toString('base64')}`)
})

test('refuses what is not HTTP, without the URL', () => {
  const wrong = () => parseServiceUrl('ftp://u:canary@x', 'SERVICE_URL')
  expect(wrong).toThrow(expect.objectContaining({ message: 'SERVICE_URL is not a URL of HTTP' }))
})
