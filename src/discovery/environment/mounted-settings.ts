import type { ContainerSpec, VolumeSpec } from '../../facts/kubernetes/objects/pod-template.ts'
import type { EnvironmentEntry } from './dependencies.ts'
import { withPlaceholders } from './placeholders.ts'
import { podReference, type ResolveWith } from './resolve-environment.ts'
import { wordsOf } from './setting.ts'
import { type FileSetting, type Framework, frameworkOf, readSettingsFile } from './settings-file.ts'
import { plainText } from './value.ts'

/**
 * The variables of a container together with what stands in the files of its framework that are mounted from ConfigMaps: `application.yml`, `appsettings.json`, `.env`.
 * Variables win over files, files of a profile over those of none.
 */
export async function withMountedSettings(
  entries: readonly EnvironmentEntry[],
  container: Pick<ContainerSpec, 'mounts'>,
  volumes: readonly VolumeSpec[],
  around: ResolveWith,
): Promise<readonly EnvironmentEntry[]> {
  const files = container.mounts
    .flatMap((mount) =>
      volumes.filter(({ name }) => name === mount.volume).flatMap((volume) => filesOf(mount, volume, around)),
    )
    .toSorted((left, right) => Number(left.profile !== undefined) - Number(right.profile !== undefined))
  const opaque = files.flatMap(({ unread }) => unread ?? [])
  const settings = new Map<string, EnvironmentEntry>()
  for (const { file, framework, profile, text } of files) {
    const profiles = profilesOf(framework, entries)
    if (text === undefined || (profile !== undefined && !profiles.includes(profile))) continue
    const found = await readSettingsFile(file, text, profiles)
    if (found === undefined)
      opaque.push(unread(`the file ${file} that is mounted into the container cannot be read`, 'unreadable'))
    for (const setting of found ?? []) {
      const entry = entryOf(setting, framework, around)
      settings.set(keyOf(entry), entry)
    }
  }
  for (const entry of entries) settings.delete(keyOf(entry))
  return withPlaceholders([...opaque, ...settings.values(), ...entries])
}

interface MountedFile {
  readonly file: string
  readonly framework: Framework
  readonly profile: string | undefined
  readonly text?: string
  readonly unread?: EnvironmentEntry
}

function filesOf(
  { path, subPath }: ContainerSpec['mounts'][number],
  volume: VolumeSpec,
  { objects }: ResolveWith,
): readonly MountedFile[] {
  if (volume.kind !== 'config-map' && volume.kind !== 'secret') return []
  const data = volume.kind === 'config-map' ? objects.configMap(volume.object) : undefined
  const keys = volume.kind === 'secret' ? objects.secretKeys?.(volume.object) : data && Object.keys(data)
  const held = keys ?? volume.keys
  const used = subPath === null ? held : held.filter((key) => key === subPath)
  return used.flatMap((key): readonly MountedFile[] => {
    // With a subPath the mount point is the file, whatever the key is called.
    const file = subPath === null ? key : (path.split('/').at(-1) ?? key)
    const kind = frameworkOf(file)
    const text = data?.[key]
    if (kind === undefined) return []
    if (text !== undefined) return [{ file, ...kind, text }]
    const place = `${volume.kind === 'secret' ? 'Secret' : 'ConfigMap'} ${volume.object}`
    return [{ file, ...kind, unread: unread(`${file} is mounted from ${place}, which was not read`, 'forbidden') }]
  })
}

function unread(reason: string, kind: 'forbidden' | 'unreadable'): EnvironmentEntry {
  return { name: '', where: 'file', reference: '', value: [], missing: { kind, reason } }
}

/** Spring takes `spring.datasource.url` also as SPRING_DATASOURCE_URL, .NET `ConnectionStrings:Default` as ConnectionStrings__Default. */
function entryOf({ path, text }: FileSetting, framework: Framework, { place }: ResolveWith): EnvironmentEntry {
  const name =
    framework === 'spring'
      ? path
          .join('_')
          .replace(/[^A-Za-z0-9]+/g, '_')
          .toUpperCase()
      : path.join('__')
  return { name, where: 'file', reference: podReference(place, name), value: text === '' ? [] : [text] }
}

function keyOf({ name }: EnvironmentEntry): string {
  return wordsOf(name).join('_')
}

const profileVariables: Readonly<Record<Framework, readonly string[]>> = {
  spring: ['SPRING_PROFILES_ACTIVE', 'QUARKUS_PROFILE', 'MICRONAUT_ENVIRONMENTS'],
  dotnet: ['ASPNETCORE_ENVIRONMENT', 'DOTNET_ENVIRONMENT'],
  dotenv: ['NODE_ENV', 'APP_ENV'],
}

function profilesOf(framework: Framework, entries: readonly EnvironmentEntry[]): readonly string[] {
  const found = entries.filter(({ name }) => profileVariables[framework].includes(name))
  const profiles = found.flatMap(({ value }) => (plainText(value) ?? '').split(',')).map((profile) => profile.trim())
  // https://learn.microsoft.com/aspnet/core/fundamentals/environments: Production where nothing is set.
  return profiles.length === 0 && framework === 'dotnet' ? ['Production'] : profiles.filter((profile) => profile !== '')
}
