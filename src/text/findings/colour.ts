// Whether to write in colour.

export type Environment = { readonly [name: string]: string | undefined }

/** NO_COLOR (https://no-color.org) goes before FORCE_COLOR, and both before what the stream is. */
export function wantsColour(environment: Environment, stream: { readonly isTTY?: boolean }): boolean {
  if (environment.NO_COLOR) return false
  const forced = environment.FORCE_COLOR
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return stream.isTTY === true && environment.TERM !== 'dumb'
}
