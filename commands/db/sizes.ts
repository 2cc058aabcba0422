import type { Command } from 'commander'
import { lookCommand } from '../look-command.ts'
import type { Session } from '../session.ts'

/** `usrops db sizes` */
export function sizesCommand(session: Session): Command {
  return lookCommand(session, {
    name: 'sizes',
    summary: 'what lies on the disk',
    description: 'Shows the largest tables with their indexes and TOAST, and the databases of the server.',
    examples: ['usrops db sizes', 'usrops db sizes user-service --sort deadRows'],
    view: async () => (await import('../../src/views/postgres/sizes.ts')).diskSizes,
  })
}
