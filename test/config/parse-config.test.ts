import { expect, test } from 'vitest'
import { parseConfig } from '../../src/config/parse-config.ts'
import { OperatorError } from '../../src/core/errors.ts'

const checks = [{ id: 'postgres.idle-in-transaction', params: { warningSeconds: 300, criticalSeconds: 1800 } }]

function refusal(text: string): string {
  try {
    parseConfig(text, 'usrops.yaml', checks)
  } catch (error) {
    if (error instanceof OperatorError && error.exit === 'usage') return error.message
    throw error
  }
  return 'accepted'
}

/** A file with one service, whose keys are given in YAML's short form. */
const service = (keys: string) =>
  `version: 1\nenvironments:\n  production:\n    services:\n      users:\n        ${keys}`
const environment = (keys: string) => `version: 1\nenvironments:\n  production:\n    services: {}\n    ${keys}`

const inService = 'usrops.yaml:6 environments.production.services.users'
const inEnvironment = 'usrops.yaml:5 environments.production'
const inlineSecret =
  'found a value of its own, which does not belong into the file: write env:NAME, file:PATH, exec:COMMAND or secret:NAMESPACE/NAME/KEY'
const inlineUrl =
  'found a URL with a password in it: take the password out and add `password: env:NAME`, or write the whole URL as env:NAME'

test.each([
  ['an empty file', '', 'usrops.yaml the file found nothing, needs keys'],
  ['a list', '- 1', 'usrops.yaml:1 the file found a list, needs keys'],
  [
    'another version',
    'version: 2\nenvironments: { a: { services: {} } }',
    'usrops.yaml:1 version found 2, allowed is 1',
  ],
  ['no environment', 'version: 1\nenvironments: {}', 'usrops.yaml:2 environments found none, needs at least one'],
  ['an empty environment', 'version: 1\nenvironments:\n  a:', 'usrops.yaml:3 environments.a found nothing, needs keys'],
  [
    'an unknown key',
    environment('protectd: true'),
    `${inEnvironment}.protectd is not a known key, did you mean protected?`,
  ],
  [
    'a key like no other',
    environment('zzz: 1'),
    `${inEnvironment}.zzz is not a known key, known are protected, via, clusters, credentials, identities, services, checks`,
  ],
  [
    'a word for a switch',
    environment('protected: maybe'),
    `${inEnvironment}.protected found a text, needs true or false`,
  ],
  [
    'an unknown way',
    environment('via: { shh: b }'),
    `${inEnvironment}.via found keys in it, needs direct or port-forward or { ssh: … } or { socks: … }`,
  ],
  [
    'an option as bastion',
    environment('via: { ssh: -oProxyCommand=x }'),
    `${inEnvironment}.via.ssh found another text, write a host, user@host or ssh://user@host:port`,
  ],
  [
    'a proxy without host',
    environment('via: { socks: "a b" }'),
    `${inEnvironment}.via.socks found "a b", write host:port of a SOCKS 5 proxy`,
  ],
  [
    'an unknown default',
    `defaultEnvironment: prodution\n${environment('')}`,
    'usrops.yaml:1 defaultEnvironment is no environment of this file, did you mean production?',
  ],
  [
    'a name with spaces',
    'version: 1\nenvironments: { a: { services: { "b c": {} } } }',
    'usrops.yaml:2 environments.a.services.b c is not a name: use letters, digits, dots, dashes and underscores',
  ],
  ['a URL with a password', service('url: http://u:canary@x'), `${inService}.url ${inlineUrl}`],
  [
    'a password in the query',
    service('postgres: { url: "postgres://x/y?password=canary" }'),
    `${inService}.postgres.url ${inlineUrl}`,
  ],
  [
    'a password that is no readable one',
    service('postgres: { url: "postgres://u:can?ary@x/y" }'),
    `${inService}.postgres.url ${inlineUrl}`,
  ],
  [
    'no URL',
    service('url: canary'),
    `${inService}.url found no URL: write scheme://host:port/…, or where it is as env:NAME`,
  ],
  [
    'a broken reference',
    service('url: "env:"'),
    `${inService}.url found a reference that cannot be read: write env:NAME, file:PATH, exec:COMMAND or secret:NAMESPACE/NAME/KEY`,
  ],
  ['a password', service('redis: { host: x, password: canary }'), `${inService}.redis.password ${inlineSecret}`],
  [
    'a password of digits',
    service('redis: { host: x, password: 123456 }'),
    `${inService}.redis.password found a number, needs env:NAME, file:PATH, exec:COMMAND or secret:NAMESPACE/NAME/KEY`,
  ],
  ['an authorization', service('authorization: Bearer canary'), `${inService}.authorization ${inlineSecret}`],
  [
    'an empty command',
    service('authorization: { exec: [] }'),
    `${inService}.authorization.exec found an empty list, needs at least 1 entry`,
  ],
  [
    'a key without its space',
    service('redis: "password:canary"'),
    `${inService}.redis found a text, needs keys or a list`,
  ],
  [
    'a path as authority',
    service('postgres: { host: x, ca: ./ca.pem }'),
    `${inService}.postgres.ca found no reference: write file:PATH (relative to this file)`,
  ],
  [
    'neither URL nor host',
    service('postgres: [{ port: 1 }]'),
    `${inService}.postgres[0] has none of url, host, needs exactly one`,
  ],
  [
    'URL and host',
    service('redis: { host: x, url: "redis://x" }'),
    `${inService}.redis has url and host, needs exactly one of url, host, sentinel, cluster`,
  ],
  [
    'a port too big',
    service('postgres: { host: x, port: 99999 }'),
    `${inService}.postgres.port found 99999, needs at most 65535`,
  ],
  [
    'several hosts',
    service('postgres: { host: "a,b" }'),
    `${inService}.postgres.host found another text, write one host name, address or socket folder`,
  ],
  [
    'an unknown mechanism',
    service('kafka: { brokers: [a], sasl: { mechanism: SCRAM, username: u, password: env:P } }'),
    `${inService}.kafka.sasl.mechanism found "SCRAM", allowed are PLAIN, SCRAM-SHA-256, SCRAM-SHA-512`,
  ],
  [
    'SASL without a user',
    service('kafka: { brokers: [a], sasl: { mechanism: PLAIN, password: env:P } }'),
    `${inService}.kafka.sasl.username is missing, needs a text`,
  ],
  [
    'no broker',
    service('kafka: { brokers: [] }'),
    `${inService}.kafka.brokers found an empty list, needs at least 1 entry`,
  ],
  [
    'brokers in one text',
    service('kafka: { brokers: "a,b" }'),
    `${inService}.kafka.brokers found another text, write a list of host:port, or env:NAME`,
  ],
  [
    'a health path without slash',
    service('health: { paths: [ready] }'),
    `${inService}.health.paths[0] found "ready", write a path: /health`,
  ],
  [
    'a command as text',
    service('commands: { restart: "systemctl restart x" }'),
    `${inService}.commands.restart found a text, needs a list`,
  ],
  [
    'an unknown dependency',
    service('dependsOn: [user]'),
    `${inService}.dependsOn[0] is no service of this environment, did you mean users?`,
  ],
  [
    'an unknown check',
    environment('checks: { postgres.idle-in-transactions: {} }'),
    `${inEnvironment}.checks.postgres.idle-in-transactions is not a known check, did you mean postgres.idle-in-transaction?`,
  ],
  [
    'an unknown threshold',
    environment('checks: { postgres.idle-in-transaction: { warnSeconds: 1 } }'),
    `${inEnvironment}.checks.postgres.idle-in-transaction.warnSeconds is not a threshold of it, did you mean warningSeconds?`,
  ],
  [
    'a threshold that is no number',
    environment('checks: { postgres.idle-in-transaction: { warningSeconds: 5m } }'),
    `${inEnvironment}.checks.postgres.idle-in-transaction.warningSeconds found a text, needs a number`,
  ],
  ['a key twice', 'version: 1\nversion: 1', 'usrops.yaml:2 has a key twice'],
  ['a tab', 'a:\n\tb: 1', 'usrops.yaml:2 is indented with a tab: use spaces'],
  ['an open quote', 'a: "canary', 'usrops.yaml:1 misses a closing quote, bracket or comma'],
  [
    'a colon without quotes',
    'a: canary: b',
    'usrops.yaml:1 has a value that begins on the line of its key: a colon in it needs quotes',
  ],
  ['an alias without its anchor', 'password: *canary', 'usrops.yaml has an alias (*name) without its anchor (&name)'],
  ['two documents', 'a: 1\n---\nb: 1', 'usrops.yaml:2 starts a second document: write one'],
])('refuses %s', (_name, text, message) => {
  expect(refusal(text)).toBe(message)
})

test('says all mistakes at once, in the order of the file', () => {
  const text = service('kafka: { brokers: [] }\n        url: canary')
  expect(
    refusal(text)
      .split('\n')
      .map((line) => line.split(' ')[0]),
  ).toEqual(['usrops.yaml:6', 'usrops.yaml:7'])
})

test('accepts anchors and merge keys', () => {
  const text =
    'version: 1\nenvironments:\n  a: &a\n    services: { s: { url: "http://x" } }\n  b:\n    <<: *a\n    protected: true\n'
  expect(parseConfig(text, 'usrops.yaml').environments.b).toEqual({
    services: { s: { url: 'http://x' } },
    protected: true,
  })
})
