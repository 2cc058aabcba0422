import { causes } from './causes/index.ts'
import { changes } from './changes/index.ts'
import { checks } from './checks/index.ts'
import type { Rules } from './core/judge.ts'
import { httpImpact } from './facts/http/impact.ts'
import { kubernetesImpact } from './facts/kubernetes/impact.ts'

/** Everything usrops judges by. */
export const rules: Rules = { checks, causes, changes, impacts: [kubernetesImpact, httpImpact] }
