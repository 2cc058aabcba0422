import { describeSystems } from './describe-systems.ts'

await describeSystems('other')
