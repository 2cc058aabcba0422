import type { Scenario } from '../scenario.ts'
import { expiredCertificate } from './expired-certificate.ts'

export const certificateExpired: Scenario = {
  name: 'certificate-expired',
  story: 'the certificate of the service expired yesterday',
  cause: 'certificate-expired',
  remedy: 'manual',
  async inject({ deployment, names, bench, operator }) {
    const { ca, cert, key } = await expiredCertificate(bench.dir)
    operator.believe({ serviceCa: ca })
    await deployment.deploy({ TLS_CERT: cert, TLS_KEY: key })
    await deployment.served()
    return {
      target: { system: 'service', name: names.service },
      async heal() {
        operator.believe({})
        await deployment.rollback()
      },
    }
  },
}
