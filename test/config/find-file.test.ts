import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findFile } from '../../src/config/find-file.ts'
import { loadScope } from '../../src/config/scope.ts'
import { tempFolder } from './temp-folder.ts'

test('the file that was named wins, then the variable, then the nearest, then the own one', () => {
  const files = {
    'flag.yaml': '',
    'variable.yaml': '',
    'home/repo/.git/HEAD': '',
    'home/repo/usrops.yaml': '',
    'home/.config/usrops/usrops.yaml': '',
    'home/repo/a/b/x': '',
  }
  using folder = tempFolder(files)
  const at = (name: string) => join(folder.path, name)
  const base = { env: {}, cwd: at('home/repo/a/b'), home: at('home') }
  const env = { USROPS_CONFIG: at('variable.yaml') }
  expect(findFile({ ...base, env, configPath: at('flag.yaml') })).toBe(at('flag.yaml'))
  expect(findFile({ ...base, env })).toBe(at('variable.yaml'))
  expect(findFile(base)).toBe(at('home/repo/usrops.yaml'))
  expect(findFile({ ...base, cwd: at('home') })).toBe(at('home/.config/usrops/usrops.yaml'))
})

test('nothing above the repository, and nothing above a folder outside of home, is looked at', () => {
  using folder = tempFolder({ 'usrops.yaml': '', 'repo/.git/HEAD': '' })
  mkdirSync(join(folder.path, 'plain'))
  const find = (cwd: string) => findFile({ env: {}, cwd: join(folder.path, cwd), home: '/nonexistent' })
  expect(find('repo')).toBeUndefined()
  expect(find('plain')).toBeUndefined()
  expect(find('.')).toBe(join(folder.path, 'usrops.yaml'))
})

test('a file that was named and is not there is an error, not a reason to look elsewhere', () => {
  using folder = tempFolder({ 'usrops.yaml': '' })
  const wishes = { cwd: folder.path, home: folder.path, env: { USROPS_CONFIG: 'gone.yaml' } }
  expect(() => findFile(wishes)).toThrow('USROPS_CONFIG names')
  expect(() => findFile({ ...wishes, configPath: 'gone.yaml' })).toThrow('--config names')
})

const two = 'version: 1\nenvironments: { staging: { services: {} }, production: { services: {} } }\n'

test.each([
  ['the flag', two, 'production', { USROPS_ENVIRONMENT: 'staging' }, 'production'],
  ['the variable', `${two}defaultEnvironment: production\n`, undefined, { USROPS_ENVIRONMENT: 'staging' }, 'staging'],
  ['the default', `${two}defaultEnvironment: production\n`, undefined, { USROPS_ENVIRONMENT: '' }, 'production'],
  ['the only one', 'version: 1\nenvironments: { one: { services: {} } }', undefined, {}, 'one'],
])('the environment is chosen by %s', async (_name, yaml, environment, env, expected) => {
  using folder = tempFolder({ 'usrops.yaml': yaml })
  const scope = await loadScope({ cwd: folder.path, home: folder.path, env, ...(environment && { environment }) })
  expect(scope.environment).toBe(expected)
})

test.each([
  ['nothing', undefined, 'has 2 environments and no default: staging, production'],
  ['a wrong name', 'prod', 'has no environment prod: known are staging, production'],
  ['a name of JavaScript', 'constructor', 'has no environment constructor: known are staging, production'],
])('nobody guesses the environment from %s', async (_name, environment, message) => {
  using folder = tempFolder({ 'usrops.yaml': two })
  const loading = loadScope({ cwd: folder.path, home: folder.path, env: {}, ...(environment && { environment }) })
  await expect(loading).rejects.toThrow(message)
})
