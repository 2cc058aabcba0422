import { clusterSuite } from './cluster/suite.ts'
import { describeSuite } from './describe-suite.ts'
import { held } from './held.ts'

await describeSuite({
  suite: clusterSuite,
  dressing: 'other',
  needs: ['kubernetes', 'postgres', 'redis', 'kafka'],
  held: held.cluster.other,
})
