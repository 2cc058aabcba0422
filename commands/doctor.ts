import { Command, Option } from 'commander'
import { examples, withGlobalOptions } from './options.ts'
import type { Session } from './session.ts'

interface DoctorWords {
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
    .argument('[service...]', 'services of the configuration (default: all)')
    .option('--sql', 'print the least-privilege Postgres role instead')
    .addOption(
      new Option('--acl <system>', 'print the least-privilege user of this system instead').choices(['redis', 'kafka']),
    )
    .addHelpText('after', examples('usrops doctor -e production', 'usrops doctor --sql | psql "$ADMIN_DATABASE_URL"'))
    .action(
      session.run(async (invocation, services: string[], words: DoctorWords) => {
        const { doctor, leastPrivilege } = await import('../src/doctor.ts')
        const system = words.sql ? 'postgres' : words.acl
        return system === undefined
          ? doctor(invocation, services)
          : { document: await leastPrivilege(system), exit: 'ok' }
      }),
    )
  return withGlobalOptions(command)
}
