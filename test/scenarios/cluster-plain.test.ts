import { held, notHeld } from './cluster/held.ts'
import { clusterSuite } from './cluster/suite.ts'
import { describeSuite } from './describe-suite.ts'

await describeSuite({
  suite: clusterSuite,
  dressing: 'plain',
  needs: ['kubernetes', 'postgres', 'redis', 'kafka'],
  held: held.plain,
  open: notHeld(),
})
