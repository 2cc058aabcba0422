import { isRecord, parseJson } from '../../core/json.ts'

/** One setting of a file, by the path of its name. */
export interface FileSetting {
  readonly path: readonly string[]
  readonly text: string
}

/** Files that a framework reads by itself, with the profile in their name. */
const files: readonly (readonly [RegExp, Framework])[] = [
  [/^(?:application|bootstrap)(?:-([\w-]+))?\.(?:yml|yaml|properties)$/, 'spring'],
  [/^appsettings(?:\.([\w-]+))?\.json$/, 'dotnet'],
  [/^\.env(?:\.([\w-]+))?$/, 'dotenv'],
]

export type Framework = 'spring' | 'dotnet' | 'dotenv'

/** Whose configuration a file is, by its name; undefined where it is nobody's that is known. */
export function frameworkOf(
  file: string,
): { readonly framework: Framework; readonly profile: string | undefined } | undefined {
  for (const [pattern, framework] of files) {
    const match = pattern.exec(file)
    if (match !== null) return { framework, profile: match[1] }
  }
  return undefined
}

/** The settings of a file, in the order in which later ones win; undefined where it cannot be read. Parts for other profiles are left out. */
export async function readSettingsFile(
  file: string,
  text: string,
  profiles: readonly string[],
): Promise<readonly FileSetting[] | undefined> {
  if (file.endsWith('.json')) {
    const value = parseJson(text)
    return value === undefined ? undefined : flatten(value, [])
  }
  if (!/\.ya?ml$/.test(file)) return propertiesOf(text, profiles)
  const { parseAllDocuments } = await import('yaml')
  const documents = [...parseAllDocuments(text, { merge: true })]
  if (documents.some(({ errors }) => errors.length > 0)) return undefined
  return documents.flatMap((document) => ofProfiles(flatten(document.toJS(), []), profiles))
}

function flatten(value: unknown, path: readonly string[]): readonly FileSetting[] {
  if (isRecord(value)) return Object.entries(value).flatMap(([name, inner]) => flatten(inner, [...path, name]))
  if (Array.isArray(value)) {
    const texts = value.filter((item) => typeof item === 'string' || typeof item === 'number')
    return texts.length > 0
      ? [{ path, text: texts.join(',') }]
      : value.flatMap((item, index) => flatten(item, [...path, `${index}`]))
  }
  return value === null || value === undefined ? [] : [{ path, text: String(value) }]
}

/** https://docs.oracle.com/javase/8/docs/api/java/util/Properties.html#load-java.io.Reader- with Spring's `#---` and Quarkus' `%prod.` */
function propertiesOf(text: string, profiles: readonly string[]): readonly FileSetting[] {
  return text.split(/^[#!]---.*$/m).flatMap((document) => {
    const lines = document.replace(/\\\r?\n\s*/g, '').split(/\r?\n/)
    const settings = lines.flatMap((line) => {
      const [, key, value = ''] = /^\s*(?:export\s+)?([^#!\s=:][^\s=:]*)\s*[=:\s]\s*(.*?)\s*$/.exec(line) ?? []
      return key === undefined ? [] : [{ path: key.split('.'), text: value.replace(/^(["'])(.*)\1$/, '$2') }]
    })
    return ofProfiles(settings, profiles).flatMap((setting) => ofQuarkus(setting, profiles))
  })
}

function ofQuarkus(setting: FileSetting, profiles: readonly string[]): readonly FileSetting[] {
  const [first = '', ...path] = setting.path
  if (!first.startsWith('%')) return [setting]
  const active = profiles.length > 0 ? profiles : ['prod']
  return first
    .slice(1)
    .split(',')
    .some((profile) => active.includes(profile))
    ? [{ ...setting, path }]
    : []
}

/** One document, unless it is for a profile that is not active. */
function ofProfiles(settings: readonly FileSetting[], profiles: readonly string[]): readonly FileSetting[] {
  const condition = settings.find(({ path }) =>
    /^spring\.(config\.activate\.on-profile|profiles)$/.test(path.join('.')),
  )
  if (condition === undefined) return settings
  const wanted = condition.text.split(/[,|]/).map((word) => word.trim())
  const holds = wanted.some((word) =>
    word.startsWith('!')
      ? !profiles.includes(word.slice(1).trim())
      : word.split('&').every((each) => profiles.includes(each.trim())),
  )
  return holds ? settings : []
}
