import { logLines } from './lines.ts'

/** All facts of log files. */
export const logsFacts = [logLines]
