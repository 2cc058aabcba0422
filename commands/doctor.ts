import { Command, Option } from 'commander'
import { examples, withClusterOptions, withGlobalOptions } from './options.ts'
import { type RbacWords, roleWishes, withRbacOptions } from './rbac-options.ts'
import type { Session } from './session.ts'

interface DoctorWords extends RbacWords {
  readonly sql?: true
  readonly acl?: 'redis' | 'kafka'
}

/** `usrops doctor [SERVICE…]` */
export function doctorCommand(session: Session): Command {
  const command = new Command('doctor')
    .summary('can I reach everything, and am I allowed what is needed?')
    .description(
      'Connects to every system in scope and says what it is, from where it was seen, how fast it answers and which rights are missing.',
    )
    .argument('[service...]', 'services of the configuration or of the cluster (default: all)')
    .option('--sql', 'print the least-privilege Postgres role instead')
    .addOption(
      new Option('--acl <system>', 'print the least-privilege user of this system instead').choices(['redis', 'kafka']),
    )
    .addHelpText(
      'after',
      examples(
        'usrops doctor -e production',
        'usrops doctor --sql | psql "$ADMIN_DATABASE_URL"',
        'usrops doctor --rbac look -n users --cluster-wide --group on-call | kubectl apply -f -',
      ),
    )
    .action(
      session.run(async (invocation, services: string[], words: DoctorWords) => {
        const { clusterRoles, doctor, leastPrivilege } = await import('../src/doctor.ts')
        const roles = roleWishes(words)
        if (roles !== undefined) return { document: await clusterRoles(roles), exit: 'ok' }
        const system = words.sql ? 'postgres' : words.acl
        return system === undefined
          ? doctor(invocation, services)
          : { document: await leastPrivilege(system), exit: 'ok' }
      }),
    )
  return withGlobalOptions(withClusterOptions(withRbacOptions(command)))
}
