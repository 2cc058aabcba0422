import { Command } from 'commander'
import type { Session } from '../session.ts'
import { lagCommand } from './lag.ts'
import { peekCommand } from './peek.ts'
import { statusCommand } from './status.ts'

/** `usrops kafka …` */
export function kafkaCommand(session: Session): Command {
  const command = new Command('kafka').summary('facts and hygiene of Kafka, as tables')
  for (const child of [statusCommand, lagCommand, peekCommand]) command.addCommand(child(session))
  return command
}
