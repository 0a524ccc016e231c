// The length of a socket's path.

/** Octets of sun_path in unix(7), without its final zero. */
export const MAX_SOCKET_PATH = 107

export function isTooLongForSocket(path: string): boolean {
  return Buffer.byteLength(path) > MAX_SOCKET_PATH
}
