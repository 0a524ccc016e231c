// Runs a command's main function: from the TypeScript sources in a checkout, from the compiled files where installed.

// Imported, node:fs takes streams and promises with it.
const { existsSync, mkdirSync } = process.getBuiltinModule('node:fs')
const { enableCompileCache } = process.getBuiltinModule('node:module')
const { homedir } = process.getBuiltinModule('node:os')
const { join } = process.getBuiltinModule('node:path')

/** @param {'janus' | 'zonecheck'} command */
export async function start(command) {
  process.stdout.on('error', unwritten)
  // Nobody can be told of it; the exit code says how the command went, and a server goes on.
  process.stderr.on('error', () => {})
  // A server that is told to end has ended well, also while its code is being loaded; serve.ts takes over.
  // One that is to read its files anew has not read any, and does not end.
  if (process.argv[2] === 'serve') {
    for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => process.exit(0))
    process.on('SIGHUP', () => {})
  }
  cacheCompiledCode()
  const source = new URL(`./${command}-main.ts`, import.meta.url)
  const compiled = new URL(`../../dist/program/${command}-main.js`, import.meta.url)
  try {
    const { main } = await import((existsSync(source) ? source : compiled).href)
    process.exitCode = await main(process.argv.slice(2))
  } catch (error) {
    // Exit code 1 means findings; this is a fault of ours.
    console.error(error)
    process.exit(2)
  }
}

/**
 * Halves the time to start. In a folder of this user's own: in a common one like /tmp others could leave code for us.
 * Threads are told of it through the environment.
 */
function cacheCompiledCode() {
  try {
    const folder = process.env.NODE_COMPILE_CACHE ?? join(cacheHome(), 'janus-dns')
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    enableCompileCache(folder)
    process.env.NODE_COMPILE_CACHE = folder
  } catch {
    // Without a folder that can be written it starts more slowly, and that is all.
  }
}

/** XDG Base Directory Specification. */
function cacheHome() {
  return process.env.XDG_CACHE_HOME || join(homedir(), '.cache')
}

/** `zonecheck … | head` has read enough. Else exit code 1 would mean findings: what is missing, nobody has read. */
function unwritten({ code, message }) {
  if (code === 'EPIPE') process.exit()
  console.error(`cannot write the output: ${message.replace(/^[A-Z]+: |, write$/g, '')}`)
  process.exit(2)
}
