import { chmodSync, chownSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { unprivilegedUser } from '../bench/machine/unprivileged-user.ts'
import type { NativeProgram } from '../bench/toolchain/native-program.ts'
import { onPath, runTool } from '../bench/toolchain/tool-run.ts'
import { tempFolder } from '../config/temp-folder.ts'
import { deadPort } from './tcp-servers.ts'

/** A real sshd on this machine, and a folder for PATH whose `ssh` uses a configuration of its own with the hosts `bastion`, `stranger`, `unknown-key` and `gone`. */
export async function startBastion(sshd: NativeProgram) {
  const folder = tempFolder()
  const at = (name: string) => join(folder.path, name)
  for (const key of ['host', 'login', 'other']) await keygen(at(key))
  const port = await deadPort()
  writeFileSync(at('authorized'), await publicKey(at('login')))
  writeFileSync(at('known'), `[127.0.0.1]:${port} ${await publicKey(at('host'))}`)
  writeFileSync(at('strange'), `[127.0.0.1]:${port} ${await publicKey(at('other'))}`)
  writeFileSync(at('sshd_config'), serverConfig(at, port))
  writeFileSync(at('ssh_config'), clientConfig(at, port, await deadPort(), await accountName()))
  handOver(folder.path)
  const server = execa(sshd.command, ['-D', '-e', '-f', at('sshd_config')], {
    ...unprivilegedUser(),
    env: sshd.env,
    stdin: 'ignore',
    reject: false,
  })
  const path = wrapSsh(at)
  await listening(server.stderr)
  return {
    path,
    async [Symbol.asyncDispose]() {
      server.kill()
      await server
      folder[Symbol.dispose]()
    },
  }
}

function serverConfig(at: (name: string) => string, port: number): string {
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${at('host')}`,
    `AuthorizedKeysFile ${at('authorized')}`,
  ]
  return [...lines, 'PidFile none', 'StrictModes no', 'UsePAM no', 'PasswordAuthentication no', ''].join('\n')
}

function clientConfig(at: (name: string) => string, port: number, dead: number, user: string): string {
  const host = (name: string, where: number, identity: string, known: string) =>
    [
      `Host ${name}`,
      'HostName 127.0.0.1',
      `Port ${where}`,
      `User ${user}`,
      `IdentityFile ${at(identity)}`,
      `UserKnownHostsFile ${at(known)}`,
      'IdentitiesOnly yes',
      '',
    ].join('\n')
  return [
    host('bastion', port, 'login', 'known'),
    host('stranger', port, 'other', 'known'),
    host('unknown-key', port, 'login', 'strange'),
    host('gone', dead, 'login', 'known'),
  ].join('\n')
}

/** The operator's own ssh reads its configuration from home; a test must not. */
function wrapSsh(at: (name: string) => string): string {
  writeFileSync(at('ssh'), `#!/bin/sh\nexec ${onPath('ssh')} -F ${at('ssh_config')} "$@"\n`)
  chmodSync(at('ssh'), 0o755)
  return at('')
}

async function keygen(file: string): Promise<void> {
  await runTool('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file], '/')
}

async function publicKey(file: string): Promise<string> {
  return runTool('ssh-keygen', ['-y', '-f', file], '/').then((key) => `${key}\n`)
}

async function accountName(): Promise<string> {
  const user = unprivilegedUser()
  return (await runTool('id', ['-un', ...(user ? [String(user.uid)] : [])], '/')).trim()
}

function handOver(path: string): void {
  const user = unprivilegedUser()
  chmodSync(path, 0o755)
  if (!user) return
  for (const name of ['host', 'authorized', 'sshd_config']) chownSync(join(path, name), user.uid, user.gid)
}

async function listening(stderr: AsyncIterable<Buffer> | null): Promise<void> {
  let said = ''
  for await (const chunk of stderr ?? []) {
    said += String(chunk)
    if (said.includes('Server listening')) return
  }
  throw new Error(`sshd did not start: ${said}`)
}
