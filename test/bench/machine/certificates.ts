import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onPath, runTool } from '../toolchain/tool-run.ts'
import { MissingToolchain } from './missing-toolchain.ts'

/** PEM files of a private authority and of a server that it vouches for. */
export interface Certificates {
  /** For clients that are to trust the server. */
  readonly ca: string
  readonly serverCertificate: string
  /** PKCS#8, readable by its owner only. */
  readonly serverKey: string
}

/** Makes a new authority and a server certificate for `localhost` and 127.0.0.1 in `dir/certificates-NAME`. */
export async function makeCertificates(dir: string, name: string): Promise<Certificates> {
  if (!onPath('openssl')) throw new MissingToolchain('TLS', 'install openssl.')
  const folder = join(dir, `certificates-${name}`)
  mkdirSync(folder)
  const openssl = (...args: string[]) => runTool('openssl', args, folder)
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  writeFileSync(join(folder, 'server.ext'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\nextendedKeyUsage=serverAuth\n')
  const ca = ['-keyout', 'ca.key', '-out', 'ca.crt', '-days', '30', '-subj', '/CN=Bench authority']
  await openssl('req', '-x509', ...newKey, ...ca)
  await openssl('req', ...newKey, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost')
  const signing = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '30', '-extfile', 'server.ext']
  await openssl('x509', '-req', '-in', 'server.csr', '-out', 'server.crt', ...signing)
  return {
    ca: join(folder, 'ca.crt'),
    serverCertificate: join(folder, 'server.crt'),
    serverKey: join(folder, 'server.key'),
  }
}
