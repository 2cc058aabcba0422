import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a bundler says of one file it wrote: whose code is in it. */
export interface BundledFile {
  readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>
}

/** Name, version and licence of every package whose code is in the bundle. A package without a licence text stops the build. */
export async function noticesOf(outputs: readonly BundledFile[]): Promise<string> {
  const inputs = outputs.flatMap((output) => Object.entries(output.inputs))
  const folders = new Set(inputs.flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? packageOf(path) : [])))
  const notices = await Promise.all([...folders].toSorted().map(noticeOf))
  return `usrops contains code of these packages.\n\n${notices.join('\n')}`
}

/** `node_modules/a/node_modules/@b/c` of a file in it; nothing of our own files. */
function packageOf(path: string): readonly string[] {
  const [folder] = /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(path) ?? []
  return folder === undefined ? [] : [folder]
}

async function noticeOf(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
  return `---- ${name} ${version} (${license}) ----\n\n${await licenceText(folder)}\n`
}

/** Some packages have their licence at the end of their README only. */
async function licenceText(folder: string): Promise<string> {
  const files = await readdir(folder)
  const [file] = [...files.filter((each) => /^(licen[cs]e|copying)/i.test(each)), ...files.filter(isReadme)]
  const text = file === undefined ? '' : await readFile(join(folder, file), 'utf8')
  const licence = file !== undefined && isReadme(file) ? /^#+ licen[cs]e\s*$([\s\S]*)/im.exec(text)?.[1] : text
  if (!licence?.includes('opyright')) throw new Error(`${folder} is bundled, but holds no licence text`)
  return licence.trim()
}

function isReadme(file: string): boolean {
  return /^readme/i.test(file)
}
