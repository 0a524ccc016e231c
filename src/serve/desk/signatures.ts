// Who has signed a request, and what that brings: the views of the key and a signed answer, or the error that RFC 8945 §5.2 says.

import { get16, put16 } from '../../dns/big-endian.ts'
import { nameText } from '../../dns/name-text.ts'
import { Rcode } from '../../dns/rcodes.ts'
import type { KeyEntry, Keyring } from '../../keys/keyring.ts'
import type { Peer } from '../../net/peer.ts'
import { covers } from '../../views/matching.ts'
import { Bit, HEADER } from '../../wire/header.ts'
import { Query } from '../../wire/query.ts'
import { copyOf, findTsig, type Tsig, withoutTsig } from '../../wire/tsig/record.ts'
import { type Signer, signBadTime, signBadTruncation, signing } from '../../wire/tsig/sign.ts'
import { tsigErrors, type Verified, verifyRequest } from '../../wire/tsig/verify.ts'
import { clientText } from './admission.ts'
import { countBad, noSignatures, type SignatureCounts } from './signature-counts.ts'

export type Judged =
  | { readonly kind: 'unsigned' }
  /** `message`: without its TSIG record. `peer`: the sender, with the key. */
  | { readonly kind: 'good'; readonly message: Uint8Array; readonly peer: Peer; readonly signer: Signer }
  /** `answer`: makes the answer out of the one that says that nobody has the key. */
  | { readonly kind: 'bad'; readonly answer: (unknownKey: Uint8Array) => Uint8Array }

/** Called for each request with a good signature, from an address from which the key may be used. */
export type NoteUse = (entry: KeyEntry, now: number) => void

export class Signatures {
  readonly counts: SignatureCounts
  readonly #keyring: () => Keyring
  readonly #now: () => number
  readonly #noteUse: NoteUse

  /** `now`: milliseconds since 1970. `counts`: where requests are counted. */
  constructor(
    keyring: () => Keyring,
    now = Date.now,
    noteUse: NoteUse = (entry, at) => keyring().noteUse(entry, at),
    counts = noSignatures(),
  ) {
    this.#keyring = keyring
    this.#now = now
    this.#noteUse = noteUse
    this.counts = counts
  }

  judge(message: Uint8Array, peer: Peer): Judged {
    const keyring = this.#keyring()
    const verified = verifyRequest(message, (name) => keyring.find(name)?.key, this.#seconds())
    switch (verified.kind) {
      case 'unsigned':
        return verified
      case 'good':
        return this.#good(verified, keyring.find(verified.key.name)!, peer)
      case 'bad':
        return this.#bad(verified, peer)
      default:
        return verified satisfies never
    }
  }

  #good({ key, mac, message, tsig }: Verified & { kind: 'good' }, entry: KeyEntry, from: Peer): Judged {
    const signer = signing(key, mac, () => this.#seconds(), tsig.algorithmName)
    const peer = from.copy()
    peer.signed = { views: entry.views, octets: signer.size, refused: !isFromThere(entry, from) }
    peer.key = entry.text
    if (peer.signed.refused) {
      countBad(this.counts, { client: clientText(from), key: entry.current, error: 'elsewhere' })
    } else {
      this.counts.good++
      this.#noteUse(entry, this.#now())
    }
    return { kind: 'good', message, peer, signer }
  }

  #bad({ error, key, tsig }: Verified & { kind: 'bad' }, from: Peer): Judged {
    const now = this.#seconds()
    countBad(this.counts, {
      client: clientText(from),
      key: tsig === undefined ? 'none' : nameText(tsig.keyName).replace(/\.$/, ''),
      error,
      ...(error === 'badtime' && tsig !== undefined && { skew: tsig.time - now }),
    })
    return {
      kind: 'bad',
      answer(unknownKey) {
        if (error === 'badkey') return unknownKey
        if (error === 'badsig') return withError(unknownKey, tsigErrors.badsig)
        const bare = bareOf(unknownKey)
        if (error === 'format' || key === undefined || tsig === undefined) return withRcode(bare, Rcode.FORMERR)
        return error === 'badtime' ? signBadTime(key, tsig, bare, now) : signBadTruncation(key, tsig, bare, now)
      },
    }
  }

  #seconds(): number {
    return Math.floor(this.#now() / 1000)
  }
}

/**
 * Signs an answer, in place where it fits: nobody else may hold it. RFC 8945 §5.3: an answer that does not fit with its signature
 * becomes a signed one with TC and the question alone. `most`: octets that the client takes.
 */
export function signedWithin(signer: Signer, answer: Uint8Array, most: number): Uint8Array {
  const isCut = (get16(answer, 2) & Bit.TC) !== 0
  return isCut || answer.length + signer.size > most ? signer.sign(questionOf(answer)) : signer.signOwn(answer)
}

function questionOf(answer: Uint8Array): Uint8Array {
  const query = new Query()
  const asked = copyOf(answer)
  // Query reads no responses: without QR, the answer reads as a query. The sections after the question do not count.
  put16(asked, 2, get16(answer, 2) & ~Bit.QR)
  query.read(asked, 0, asked.length)
  const out = copyOf(answer, 0, query.hasQuestion ? query.questionEnd : HEADER)
  put16(out, 2, (get16(answer, 2) & ~0xf) | Bit.TC)
  put16(out, 4, query.hasQuestion ? 1 : 0)
  out.fill(0, 6, HEADER)
  return out
}

function isFromThere({ from }: KeyEntry, { client }: Peer): boolean {
  const address = client.octets.subarray(0, client.length)
  return from === undefined || from.some((prefix) => covers(prefix, address))
}

/** Puts another error into the TSIG record of the answer. */
function withError(answer: Uint8Array, error: number): Uint8Array {
  const found = findTsig(answer)
  if (found.kind !== 'found') return answer
  const out = copyOf(answer)
  put16(out, found.tsig.otherAt - 4, error)
  return out
}

function bareOf(answer: Uint8Array): Uint8Array {
  const found = findTsig(answer)
  return found.kind === 'found' ? withoutTsig(answer, found.tsig satisfies Tsig) : answer
}

function withRcode(answer: Uint8Array, rcode: number): Uint8Array {
  const out = copyOf(answer)
  put16(out, 2, (get16(out, 2) & ~0xf) | rcode)
  return out
}
