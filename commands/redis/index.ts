import { Command } from 'commander'
import type { Session } from '../session.ts'
import { hotCommand } from './hot.ts'
import { listCommand } from './list.ts'
import { memoryCommand } from './memory.ts'
import { slowlogCommand } from './slowlog.ts'
import { statusCommand } from './status.ts'
import { ttlCommand } from './ttl/index.ts'

/** `usrops redis …` */
export function redisCommand(session: Session): Command {
  const command = new Command('redis').summary('facts and hygiene of Redis, as tables')
  const children = [statusCommand, memoryCommand, slowlogCommand, hotCommand, listCommand, ttlCommand]
  for (const child of children) command.addCommand(child(session))
  return command
}
