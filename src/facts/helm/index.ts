import { release } from './release.ts'

/** All facts of the Helm release of a service. */
export const helmFacts = [release]
