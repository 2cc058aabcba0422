import { drifted } from './drifted.ts'
import { failed } from './failed.ts'
import { pending } from './pending.ts'

/** All checks of Helm releases. */
export const helmChecks = [pending, failed, drifted]
