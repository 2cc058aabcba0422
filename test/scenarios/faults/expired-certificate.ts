import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runTool } from '../../bench/toolchain/tool-run.ts'

/** PEM files of a certificate for 127.0.0.1 whose last day was yesterday, and of the authority that signed it. */
export async function expiredCertificate(dir: string): Promise<{ ca: string; cert: string; key: string }> {
  const folder = join(dir, 'expired-certificate')
  const files = { ca: join(folder, 'ca.crt'), cert: join(folder, 'server.crt'), key: join(folder, 'server.key') }
  if (existsSync(files.cert)) return files
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'server.ext'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n')
  const openssl = (...args: string[]) => runTool('openssl', args, folder)
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
  await openssl(
    'req',
    '-x509',
    ...newKey,
    '-keyout',
    'ca.key',
    '-out',
    'ca.crt',
    '-days',
    '30',
    '-subj',
    '/CN=Internal',
  )
  await openssl('req', ...newKey, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost')
  const signing = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-extfile', 'server.ext']
  await openssl('x509', '-req', '-in', 'server.csr', '-out', 'server.crt', ...signing, '-days', '-1')
  return files
}
