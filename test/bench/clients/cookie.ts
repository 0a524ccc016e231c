// A cookie that every server with COOKIE_SECRET takes for its own (RFC 9018 is there for that), as a client has it who asked
// before.

import { peerAt } from '../../../src/net/peer.ts'
import { COOKIE_LENGTH, Cookies } from '../../../src/serve/policy/cookies.ts'
import { COOKIE_SECRET } from '../servers/kind.ts'

const CLIENT_HALF = Buffer.from('2464c4abcf10c957', 'hex')

/** For 127.0.0.1 and the next half hour, in hex. */
export function validCookie(): string {
  const cookies = new Cookies({ secret: Buffer.from(COOKIE_SECRET, 'hex'), accept: [] })
  cookies.tick(Date.now() / 1000)
  const { client } = peerAt(Uint8Array.of(127, 0, 0, 1), 'udp')
  const cookie = Buffer.alloc(COOKIE_LENGTH)
  cookies.read(CLIENT_HALF, 0, CLIENT_HALF.length, client, cookie, 0)
  return cookie.toString('hex')
}
