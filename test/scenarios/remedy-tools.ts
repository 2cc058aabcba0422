import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { silent } from '../bench/machine/progress.ts'
import { kafkaJars } from '../bench/toolchain/kafka-jars.ts'
import { redisBinary } from '../bench/toolchain/redis-binary.ts'
import { onPath } from '../bench/toolchain/tool-run.ts'

/** A folder for PATH with everything that printed remedies call: psql, redis-cli, Kafka's scripts, and the service's own command if it has one. */
export async function remedyTools(dir: string, controlUrl?: string): Promise<string> {
  const folder = join(dir, 'bin')
  mkdirSync(folder)
  const put = (name: string, line: string) => {
    writeFileSync(join(folder, name), `#!/bin/sh\n${line} "$@"\n`)
    chmodSync(join(folder, name), 0o755)
  }
  if (!onPath('psql')) put('psql', ownTool('psql'))
  if (!onPath('redis-cli')) put('redis-cli', await redisCli())
  if (!process.env.USROPS_BENCH_KAFKA_BROKERS) {
    put('kafka-consumer-groups.sh', await kafkaTool('consumer.group.ConsumerGroupCommand'))
    put('kafka-topics.sh', await kafkaTool('TopicCommand'))
  }
  if (controlUrl !== undefined) put('service-control', `${ownTool('service-control')} ${controlUrl}`)
  return folder
}

function ownTool(name: string): string {
  return `exec '${process.execPath}' '${fileURLToPath(new URL(`tools/${name}.ts`, import.meta.url))}'`
}

/** Debian's package of the server has it beside the server. */
async function redisCli(): Promise<string> {
  const { command, env } = await redisBinary(silent)
  const beside = join(dirname(command), 'redis-cli')
  const libraries = env.LD_LIBRARY_PATH
  if (!existsSync(beside)) return ownTool('redis-cli')
  return `LD_LIBRARY_PATH='${libraries ?? ''}' exec '${beside}'`
}

async function kafkaTool(name: string): Promise<string> {
  const { java, classPath } = await kafkaJars(silent)
  return `exec '${java}' -XX:TieredStopAtLevel=1 -Xshare:auto -Xmx128m -cp '${classPath}' org.apache.kafka.tools.${name}`
}
