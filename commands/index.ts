import type { Command } from 'commander'
import { completionCommand } from './completion.ts'
import { configCommand } from './config/index.ts'
import { dbCommand } from './db/index.ts'
import { diagnoseCommand } from './diagnose.ts'
import { doctorCommand } from './doctor.ts'
import { initCommand } from './init.ts'
import { kafkaCommand } from './kafka/index.ts'
import { redisCommand } from './redis/index.ts'
import type { Session } from './session.ts'

/** Every command, in the order of the help. */
export const commands: readonly ((session: Session) => Command)[] = [
  diagnoseCommand,
  dbCommand,
  redisCommand,
  kafkaCommand,
  doctorCommand,
  initCommand,
  configCommand,
  completionCommand,
]
