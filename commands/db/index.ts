import { Command } from 'commander'
import type { Session } from '../session.ts'
import { bloatCommand } from './bloat.ts'
import { blockingCommand } from './blocking.ts'
import { connectionsCommand } from './connections.ts'
import { indexesCommand } from './indexes.ts'
import { locksCommand } from './locks.ts'
import { replicationCommand } from './replication.ts'
import { sizesCommand } from './sizes.ts'
import { slowCommand } from './slow.ts'
import { statusCommand } from './status.ts'

const verbs = [
  statusCommand,
  connectionsCommand,
  blockingCommand,
  locksCommand,
  slowCommand,
  bloatCommand,
  indexesCommand,
  sizesCommand,
  replicationCommand,
]

/** `usrops db …` */
export function dbCommand(session: Session): Command {
  const command = new Command('db').summary('facts and hygiene of Postgres, as tables')
  for (const verb of verbs) command.addCommand(verb(session))
  return command
}
