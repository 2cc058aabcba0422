import { resolve } from 'node:path'
import { execa } from 'execa'
import { CannotAsk } from '../../core/facts.ts'
import { type JsonRecord, listAt, parseJson, textAt, valueAt } from '../../core/json.ts'
import { Secret } from '../../core/secret.ts'
import type { Access } from './access.ts'

/** What a login program gave: a token, a client certificate, or both. */
export interface IssuedCredential {
  readonly token: Secret | null
  readonly certificate: string | null
  readonly key: Secret | null
  /** Milliseconds since the epoch; null: it does not say. */
  readonly expiresAt: number | null
}

/** More than this is no credential. */
const longestAnswer = 1024 * 1024

/**
 * Runs the login program of the kubeconfig (`exec`), as https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins
 * wants it, but never lets it ask: it has no input and no terminal. What it prints may be secret and is shown nowhere; the hint is how to see it.
 */
export async function runLoginProgram(
  access: Access,
  exec: JsonRecord,
  signal: AbortSignal,
): Promise<IssuedCredential> {
  const command = textAt(exec, 'command') ?? ''
  if (textAt(exec, 'interactiveMode') === 'Always') throw wantsToAsk(access, command)
  const started = start(access, exec, command)
  const end = () => endGroup(started.pid)
  signal.addEventListener('abort', end, { once: true })
  // In a session of its own it would outlive us.
  process.once('exit', end)
  if (signal.aborted) end()
  try {
    const result = await started
    if (signal.aborted) throw tooSlow(access, command)
    if (result.code === 'ENOENT') throw notInstalled(access, exec, command)
    if (result.failed) throw failed(access, command, result.exitCode)
    return issuedOf(parseJson(String(result.stdout)), access, command)
  } finally {
    signal.removeEventListener('abort', end)
    process.off('exit', end)
  }
}

function start(access: Access, exec: JsonRecord, command: string) {
  const program = /[/\\]/.test(command) ? resolve(access.user.folder, command) : command
  const words = listAt(exec, 'args').filter((each) => typeof each === 'string')
  const variables = listAt(exec, 'env').map((each) => [textAt(each, 'name') ?? '', textAt(each, 'value') ?? ''])
  return execa(program, words, {
    env: { ...Object.fromEntries(variables), KUBERNETES_EXEC_INFO: JSON.stringify(request(access, exec)) },
    stdin: 'ignore',
    maxBuffer: longestAnswer,
    reject: false,
    // A session of its own: without a terminal it cannot ask there, and what it starts can be ended with it.
    detached: true,
  })
}

function request(access: Access, exec: JsonRecord): JsonRecord {
  return {
    apiVersion: textAt(exec, 'apiVersion') ?? 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    spec: { interactive: false, ...(valueAt(exec, 'provideClusterInfo') === true && { cluster: clusterInfo(access) }) },
  }
}

function clusterInfo({ server, ca, verify, serverName, proxy, execInfo }: Access): JsonRecord {
  const own = listAt(execInfo, 'extensions').find(
    (each) => textAt(each, 'name') === 'client.authentication.k8s.io/exec',
  )
  return {
    server: server.href.replace(/\/$/, ''),
    ...(serverName !== null && { 'tls-server-name': serverName }),
    ...(!verify && { 'insecure-skip-tls-verify': true }),
    ...(ca !== null && { 'certificate-authority-data': Buffer.from(ca).toString('base64') }),
    ...(proxy !== null && { 'proxy-url': proxy.href }),
    config: valueAt(own, 'extension') ?? null,
  }
}

/** It leads a group of its own, of which whatever it started is a part. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It ended by itself.
  }
}

function issuedOf(answer: unknown, access: Access, command: string): IssuedCredential {
  const status = valueAt(answer, 'status')
  const token = textAt(status, 'token')
  const key = textAt(status, 'clientKeyData')
  const certificate = textAt(status, 'clientCertificateData')
  if (textAt(answer, 'kind') !== 'ExecCredential' || (token === null && (certificate === null || key === null)))
    throw refused(access, `${command}, which the kubeconfig names for the login, gave no credential`)
  const until = Date.parse(textAt(status, 'expirationTimestamp') ?? '')
  return {
    token: token === null ? null : new Secret(token),
    certificate,
    key: key === null ? null : new Secret(key),
    expiresAt: Number.isNaN(until) ? null : until,
  }
}

function wantsToAsk(access: Access, command: string): CannotAsk {
  return refused(access, `${command}, which the kubeconfig names for the login, wants to ask questions`)
}

function tooSlow(access: Access, command: string): CannotAsk {
  return refused(
    access,
    `${command}, which the kubeconfig names for the login, did not finish: is it waiting for a person?`,
  )
}

function failed(access: Access, command: string, code: number | undefined): CannotAsk {
  const how = code === undefined ? 'failed' : `failed with exit code ${code}`
  return refused(access, `${command}, which the kubeconfig names for the login, ${how}`)
}

function notInstalled(access: Access, exec: JsonRecord, command: string): CannotAsk {
  const reason = `${command}, which the kubeconfig names for the login to ${access.name}, is not installed here`
  const [hint] = (textAt(exec, 'installHint') ?? '').trim().split('\n')
  return new CannotAsk('authentication', reason, hint || `install ${command}`)
}

function refused(access: Access, reason: string): CannotAsk {
  return new CannotAsk('authentication', `no login to ${access.name}: ${reason}`, loginHint(access))
}

/** The shortest command that logs in by kubectl, asks what has to be asked, and shows what goes wrong. */
export function loginHint({ kubectl }: Access): string {
  return `log in again: ${kubectl.join(' ')} get --raw /version`
}
