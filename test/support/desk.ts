// A desk of its own, with the keys that a test gives it.

import { Keyring } from '../../src/keys/keyring.ts'
import type { Desk } from '../../src/net/peer.ts'
import { FrontDesk } from '../../src/serve/desk/front-desk.ts'
import { Signatures } from '../../src/serve/desk/signatures.ts'
import type { Responder } from '../../src/serve/responder.ts'

/** `now`: milliseconds since 1970. */
export function deskOf(transfers: Desk, responder: Responder, keyring = new Keyring(), now?: () => number): FrontDesk {
  return new FrontDesk({
    transfers,
    respond: responder.respondAtDesk,
    respondOrHand: responder.respond,
    signatures: new Signatures(() => keyring, now),
    udpSize: () => 1232,
  })
}
