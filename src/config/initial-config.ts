import { serviceOfVariables } from './variables.ts'

const head = `# What usrops looks at. \`usrops config schema\` prints everything that may stand here.
# Secrets are never written here, only where they are: env:NAME, file:PATH, exec:COMMAND.
version: 1
environments:
  # Rename it to what you call it: production, staging, …
  default:
    # protected: true               # changes need a confirmation by name
    # via: { ssh: bastion }         # or { socks: host:port }; direct by default
    # identities:                   # \`usrops doctor\` prints them; another system is then never examined
    #   user-service-db: "…"
    services:
`

const example = `user-service:
  url: http://localhost:3000
  postgres:
    url: env:DATABASE_URL
  redis:
    url: env:REDIS_URL
  kafka:
    brokers: env:KAFKA_BROKERS
`

const tail = `        # commands:                 # printed as remedies, as a list of words
        #   restart: [systemctl, restart, user-service]
        #   rollback: [./deploy, --previous]
        # logs: { files: [/var/log/user-service/*.log] }
`

/** The text of a first usrops.yaml, from the variables that are set: references to them, never their secrets. */
export async function initialConfig(env: NodeJS.ProcessEnv): Promise<string> {
  const { stringify } = await import('yaml')
  const found = serviceOfVariables(env)
  const service = found === undefined ? example : stringify({ [found.name]: found.service })
  const lines = service.trimEnd().split('\n')
  return `${head}${lines.map((line) => `      ${line}`).join('\n')}\n${withoutLogs(found?.service.logs !== undefined)}`
}

function withoutLogs(hasLogs: boolean): string {
  return hasLogs ? tail.replace(/^ *# logs:.*\n/m, '') : tail
}
