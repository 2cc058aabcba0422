import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

/**
 * The Kafka driver compiles the JSON Schemas of all its options when it is imported: 0.2 s, a fifth of a diagnosis. In the bundle each is compiled when
 * something is first checked against it, which for most of them is never.
 */
export const compileSchemasLater: Plugin = {
  name: 'compile-schemas-later',
  setup(build) {
    build.onLoad({ filter: /@platformatic\/kafka\/dist\/utils\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      // Another version of the driver may do it elsewhere: then this must be looked at again.
      if (!text.includes('export const ajv = new Ajv'))
        throw new Error(`${path} does not make the compiler of schemas any more`)
      return { contents: text + later, loader: 'js' }
    })
  },
}

const later = `
const compileNow = ajv.compile.bind(ajv)
ajv.compile = schema => {
  let compiled
  const validate = (...values) => {
    compiled ??= compileNow(schema)
    const isValid = compiled(...values)
    validate.errors = compiled.errors
    return isValid
  }
  return validate
}
`
