import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { MissingToolchain } from '../machine/missing-toolchain.ts'
import { onPath, runTool } from './tool-run.ts'

/** `group:name:version` of an artifact. */
export type Coordinates = `${string}:${string}:${string}`

/** Copies artifacts and all they depend on into `target`, through the user's own Maven settings. */
export async function copyWithDependencies(artifacts: readonly Coordinates[], target: string): Promise<void> {
  const project = join(target, 'project')
  mkdirSync(project)
  writeFileSync(join(project, 'pom.xml'), pom(artifacts))
  await maven(['dependency:copy-dependencies', `-DoutputDirectory=${target}`], project)
  rmSync(project, { recursive: true })
}

/** Unpacks the files of an artifact that fit `pattern` into `target`. */
export async function unpackArtifact(artifact: Coordinates, pattern: string, target: string): Promise<void> {
  const options = [`-Dartifact=${artifact}`, `-DoutputDirectory=${target}`, `-Dmdep.unpack.includes=${pattern}`]
  await maven(['dependency:unpack', ...options], target)
}

async function maven(args: readonly string[], cwd: string): Promise<void> {
  if (!onPath('mvn') || !onPath('java')) throw new MissingToolchain('Maven', 'install a JDK (17 or later) and Maven.')
  await runTool('mvn', ['--batch-mode', '--quiet', ...args], cwd)
}

function pom(artifacts: readonly Coordinates[]): string {
  const dependencies = artifacts
    .map((artifact) => artifact.split(':'))
    .map(([group, name, version]) => dependency(group ?? '', name ?? '', version ?? ''))
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>bench</groupId><artifactId>bench</artifactId><version>1</version>
  <dependencies>${dependencies.join('')}</dependencies>
</project>`
}

function dependency(group: string, name: string, version: string): string {
  return `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`
}
