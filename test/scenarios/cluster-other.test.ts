import { held } from './cluster/held.ts'
import { clusterSuite } from './cluster/suite.ts'
import { describeSuite } from './describe-suite.ts'

await describeSuite({
  suite: clusterSuite,
  dressing: 'other',
  needs: ['kubernetes', 'postgres', 'redis', 'kafka'],
  held: held.other,
})
