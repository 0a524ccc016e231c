// Whether to write in colour.

export type Environment = { readonly [name: string]: string | undefined }

/** NO_COLOR (https://no-color.org) is stronger than FORCE_COLOR, and that than what the stream is. */
export function wantsColour(environment: Environment, stream: { readonly isTTY?: boolean }): boolean {
  if (environment.NO_COLOR) return false
  const forced = environment.FORCE_COLOR
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return stream.isTTY === true && environment.TERM !== 'dumb'
}
