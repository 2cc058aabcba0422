import type { Command } from 'commander'
import { changesCommand } from './changes.ts'
import { completionCommand } from './completion.ts'
import { configCommand } from './config/index.ts'
import { dbCommand } from './db/index.ts'
import { describeCommand } from './describe.ts'
import { diagnoseCommand } from './diagnose.ts'
import { doctorCommand } from './doctor.ts'
import { eventsCommand } from './events.ts'
import { healthCommand } from './health.ts'
import { initCommand } from './init.ts'
import { kafkaCommand } from './kafka/index.ts'
import { podsCommand } from './pods.ts'
import { redisCommand } from './redis/index.ts'
import type { Session } from './session.ts'
import { statusCommand } from './status.ts'
import { topCommand } from './top.ts'

/** Every command, in the order of the help. */
export const commands: readonly ((session: Session) => Command)[] = [
  diagnoseCommand,
  statusCommand,
  podsCommand,
  eventsCommand,
  topCommand,
  describeCommand,
  healthCommand,
  changesCommand,
  dbCommand,
  redisCommand,
  kafkaCommand,
  doctorCommand,
  initCommand,
  configCommand,
  completionCommand,
]
