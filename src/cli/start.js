// Runs a command's main function: from the TypeScript sources in a checkout, from the compiled files where installed.

import { existsSync } from 'node:fs'
import { enableCompileCache, getCompileCacheDir } from 'node:module'
import { dirname } from 'node:path'

/** @param {'janus' | 'zonecheck'} command */
export async function start(command) {
  process.stdout.on('error', closedPipe)
  cacheCompiledCode()
  const source = new URL(`./${command}-main.ts`, import.meta.url)
  const compiled = new URL(`../../dist/cli/${command}-main.js`, import.meta.url)
  try {
    const { main } = await import((existsSync(source) ? source : compiled).href)
    process.exitCode = await main(process.argv.slice(2))
  } catch (error) {
    // Exit code 1 means findings; this is a fault of ours.
    console.error(error)
    process.exit(2)
  }
}

/** Halves the time to start. Threads are told of the folder through the environment. */
function cacheCompiledCode() {
  enableCompileCache()
  const folder = getCompileCacheDir()
  if (folder) process.env.NODE_COMPILE_CACHE = dirname(folder)
}

/** `zonecheck … | head` has read enough. */
function closedPipe(error) {
  if (error.code !== 'EPIPE') throw error
  process.exit()
}
