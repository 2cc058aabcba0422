import { Command } from 'commander'
import type { Session } from '../session.ts'
import { schemaCommand } from './schema.ts'
import { showCommand } from './show.ts'
import { validateCommand } from './validate.ts'

/** `usrops config …` */
export function configCommand(session: Session): Command {
  const command = new Command('config').summary('show and check the configuration')
  for (const child of [showCommand, validateCommand, schemaCommand]) command.addCommand(child(session))
  return command
}
