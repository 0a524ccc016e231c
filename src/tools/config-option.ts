// How a command is told which configuration is meant: by --config, or as a plain argument where it has no other.

import type { Command } from 'commander'

export const configOption = [
  '-c, --config <file>',
  'the configuration; default ./janus.yaml, then /etc/janus/janus.yaml',
] as const

/** The options with the configuration that is named, by whichever of the two; both are one too many. */
export function withConfig<T extends { readonly config?: string }>(
  file: string | undefined,
  options: T,
  command: Command,
): T {
  if (file === undefined) return options
  if (options.config !== undefined) command.error('error: name the configuration once, as an argument or by --config')
  return { ...options, config: file }
}
