import { Command } from 'commander'
import type { Session } from '../../session.ts'
import { auditCommand } from './audit.ts'

/** `usrops redis ttl …` */
export function ttlCommand(session: Session): Command {
  const command = new Command('ttl').summary('how long keys live')
  for (const child of [auditCommand]) command.addCommand(child(session))
  return command
}
