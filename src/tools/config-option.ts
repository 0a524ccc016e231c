// How a command learns which configuration to use: by --config, or as a plain argument where it takes no other.

import type { Command } from 'commander'

export const configOption = [
  '-c, --config <file>',
  'the configuration; default ./janus.yaml, then /etc/janus/janus.yaml',
] as const

/** The options with the configuration, named in one of both ways; reports an error where both name one. */
export function withConfig<T extends { readonly config?: string }>(
  file: string | undefined,
  options: T,
  command: Command,
): T {
  if (file === undefined) return options
  if (options.config !== undefined) command.error('error: name the configuration once, as an argument or by --config')
  return { ...options, config: file }
}
