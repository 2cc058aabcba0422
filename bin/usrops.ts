#!/usr/bin/env node
// This file must parse and run on any Node, so that an older one gets a sentence instead of a stack trace.
const major = Number(process.versions.node.split('.')[0])
if (major < 24) {
  process.stderr.write(
    `usrops needs Node 24 or newer; this is Node ${process.versions.node}. Install it, or put it first on PATH.\n`,
  )
  process.exitCode = 2
} else {
  const { cacheCompiledCode } = await import('../src/compile-cache.ts')
  cacheCompiledCode()
  const { main } = await import('../commands/main.ts')
  process.exitCode = await main(process.argv)
}

export {}
