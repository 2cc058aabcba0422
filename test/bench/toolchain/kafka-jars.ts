import { cached } from '../machine/cache.ts'
import { MissingToolchain } from '../machine/missing-toolchain.ts'
import type { Progress } from '../machine/progress.ts'
import { type Coordinates, copyWithDependencies } from './maven-artifacts.ts'
import { onPath } from './tool-run.ts'

/** The version every bench broker has, unless existing ones are brought along. */
export const KAFKA_VERSION = '4.1.1'

const ARTIFACTS: readonly Coordinates[] = [
  `org.apache.kafka:kafka_2.13:${KAFKA_VERSION}`,
  `org.apache.kafka:kafka-tools:${KAFKA_VERSION}`,
  // Kafka's jars log into the void without a backend; this is the one its own distribution has.
  'org.apache.logging.log4j:log4j-slf4j-impl:2.24.3',
]

/** A Java program and the class path of Kafka's server and command line tools. */
export interface KafkaJars {
  readonly java: string
  readonly folder: string
  readonly classPath: string
}

/** Kafka's own classes (54 MB from Maven Central, fetched once) and the JDK that runs them. */
export async function kafkaJars(onProgress: Progress): Promise<KafkaJars> {
  const folder = await cached(`kafka-${KAFKA_VERSION}-jars`, async (target) => {
    onProgress(`fetching Kafka ${KAFKA_VERSION} (54 MB)`)
    await copyWithDependencies(ARTIFACTS, target).catch((cause: unknown) => {
      throw missing(cause)
    })
  })
  const java = onPath('java')
  if (!java) throw missing()
  return { java, folder, classPath: `${folder}/*` }
}

function missing(cause?: unknown): MissingToolchain {
  const install =
    'install a JDK (17 or later) and Maven with access to Maven Central, or set USROPS_BENCH_KAFKA_BROKERS.'
  return new MissingToolchain('Kafka', install, cause)
}
