// The command `janus`. For the server, as services start it, it does not load the code that reads the arguments of all other commands.

import type { ServeOptions } from './serve.ts'

/** Gives the exit code: 0 done, 1 findings, 2 could not run. */
export async function main(args: readonly string[]): Promise<number> {
  const options = plainServe(args)
  if (options) {
    const { serve } = await import('./serve.ts')
    return serve(options)
  }
  // These are words of an unfinished command line: commander must not read them as options.
  if (args[0] === 'complete') {
    const { complete } = await import('./completion/complete.ts')
    return complete(args.slice(1))
  }
  const { runCommand } = await import('./commands.ts')
  return runCommand(args)
}

/** Reads `serve`, `serve --config FILE` and `serve -c FILE`; commander reads other spellings. */
function plainServe([command, option, file, ...more]: readonly string[]): ServeOptions | undefined {
  if (command !== 'serve' || more.length > 0) return undefined
  if (option === undefined) return {}
  const named = option === '--config' || option === '-c'
  return named && file !== undefined && !file.startsWith('-') ? { config: file } : undefined
}
