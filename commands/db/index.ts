import { Command } from 'commander'
import type { Session } from '../session.ts'
import { connectionsCommand } from './connections.ts'

/** `usrops db …` */
export function dbCommand(session: Session): Command {
  const command = new Command('db').summary('facts and hygiene of Postgres, as tables')
  for (const child of [connectionsCommand]) command.addCommand(child(session))
  return command
}
