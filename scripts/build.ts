/** Bundles the program into dist/: ES modules in split chunks, so that a driver is read only when it is needed. */
import { rm, writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { build } from 'esbuild'
import { compileSchemasLater } from './compile-schemas-later.ts'
import { noticesOf } from './third-party.ts'

await rm('dist', { recursive: true, force: true })
const { metafile } = await build({
  entryPoints: { usrops: 'bin/usrops.ts' },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  minify: true,
  metafile: true,
  plugins: [compileSchemasLater],
  // Stay in the code they are about; the licences themselves are in THIRD-PARTY.txt.
  legalComments: 'inline',
  logLevel: 'warning',
  chunkNames: 'chunks/[name]-[hash]',
  // Native accelerators that the drivers try and do without.
  external: ['pg-native', '@node-rs/crc32', 'protobufjs', 'snappy', 'lz4-napi'],
  alias: {
    // The plain form reads a file beside it, which a bundle does not have.
    '@platformatic/wasm-utils': '@platformatic/wasm-utils/bundled',
    // What Node would take is CommonJS, of which a bundle that imports it later gets no names. The same code as modules:
    yaml: resolve('node_modules/yaml/browser/index.js'),
  },
  // commander, pg and ioredis are CommonJS inside and ask for `require`.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
})
await writeFile('dist/THIRD-PARTY.txt', await noticesOf(Object.values(metafile.outputs)))
