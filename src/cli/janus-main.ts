// The command `janus`. The server, as services start it, does not wait for what understands all other commands to be loaded.

import type { ServeOptions } from './serve.ts'

/** Gives the exit code: 0 done, 1 findings, 2 could not run. */
export async function main(args: readonly string[]): Promise<number> {
  const options = plainServe(args)
  if (options) {
    const { serve } = await import('./serve.ts')
    return serve(options)
  }
  // Words of a command that is not finished: they are nobody's options.
  if (args[0] === 'complete') {
    const { complete } = await import('./completion/complete.ts')
    return complete(args.slice(1))
  }
  const { runCommand } = await import('./commands.ts')
  return runCommand(args)
}

/** `serve`, `serve --config FILE` and `serve -c FILE`; other spellings are for commander to understand. */
function plainServe([command, option, file, ...more]: readonly string[]): ServeOptions | undefined {
  if (command !== 'serve' || more.length > 0) return undefined
  if (option === undefined) return {}
  const named = option === '--config' || option === '-c'
  return named && file !== undefined && !file.startsWith('-') ? { config: file } : undefined
}
