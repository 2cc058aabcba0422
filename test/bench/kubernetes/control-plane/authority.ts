import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runTool } from '../../toolchain/tool-run.ts'

/** PEM files. */
export interface KeyAndCertificate {
  readonly key: string
  readonly certificate: string
}

export interface Subject {
  readonly name: string
  /** Kubernetes takes them for groups. */
  readonly organisations?: readonly string[]
}

/** The certificate authority of a cluster: it vouches for its servers and for people. */
export interface Authority {
  /** PEM file. */
  readonly certificate: string
  /** By which the tokens of service accounts are signed. */
  readonly signing: { readonly privateKey: string; readonly publicKey: string }
  /** A server's with names (`DNS:…`, `IP:…`), a client's without. */
  issue(file: string, subject: Subject, names?: readonly string[]): Promise<KeyAndCertificate>
}

const DAYS = '30'

/** Makes a new authority in a folder of its own. */
export async function newAuthority(folder: string): Promise<Authority> {
  mkdirSync(folder, { mode: 0o700 })
  writeKey(folder, 'ca')
  const days = ['-days', DAYS, '-subj', '/CN=usrops-bench']
  await runTool('openssl', ['req', '-x509', '-key', 'ca.key', '-out', 'ca.crt', ...days], folder)
  writeFileSync(join(folder, 'service-accounts.pub'), writeKey(folder, 'service-accounts'))
  return authorityIn(folder)
}

/** The authority that was made in `folder`. */
export function authorityIn(folder: string): Authority {
  const openssl = (...args: string[]) => runTool('openssl', args, folder)
  return {
    certificate: join(folder, 'ca.crt'),
    signing: { privateKey: join(folder, 'service-accounts.key'), publicKey: join(folder, 'service-accounts.pub') },
    async issue(file, subject, names = []) {
      const usage = names.length > 0 ? `serverAuth\nsubjectAltName=${names.join()}` : 'clientAuth'
      writeFileSync(join(folder, `${file}.ext`), `extendedKeyUsage=${usage}\n`)
      writeKey(folder, file)
      const request = ['-key', `${file}.key`, '-out', `${file}.csr`, '-subj', distinguishedName(subject)]
      await openssl('req', '-new', ...request)
      const signing = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-set_serial', serial(), '-days', DAYS]
      const input = ['-in', `${file}.csr`, '-out', `${file}.crt`, '-extfile', `${file}.ext`]
      await openssl('x509', '-req', ...input, ...signing)
      return { key: join(folder, `${file}.key`), certificate: join(folder, `${file}.crt`) }
    },
  }
}

/** The content of a PEM file as kubeconfigs and Secrets hold it. */
export function inBase64(file: string): string {
  return readFileSync(file).toString('base64')
}

function writeKey(folder: string, file: string): string {
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  writeFileSync(join(folder, `${file}.key`), privateKey, { mode: 0o600 })
  return publicKey
}

function distinguishedName({ name, organisations = [] }: Subject): string {
  const part = (kind: string, value: string) => `/${kind}=${value.replaceAll(/[/\\+]/g, '\\$&')}`
  return [...organisations.map((each) => part('O', each)), part('CN', name)].join('')
}

function serial(): string {
  return String(Math.floor(Math.random() * 2 ** 48))
}
