import type { Block } from '../block.ts'
import { collaboration } from './collaboration.ts'
import { content } from './content.ts'
import { dataTools } from './data-tools.ts'
import { demos } from './demos.ts'
import { frameworks } from './frameworks.ts'
import { identity } from './identity.ts'
import { infrastructure } from './infrastructure.ts'
import { jvm } from './jvm.ts'
import { operators } from './operators.ts'
import { platforms } from './platforms.ts'
import { streaming } from './streaming.ts'

export const blocks: readonly Block[] = [
  ...identity,
  ...dataTools,
  ...collaboration,
  ...platforms,
  ...content,
  ...infrastructure,
  ...jvm,
  ...frameworks,
  ...streaming,
  ...operators,
  ...demos,
]
