// A key as BIND and tsig-keygen write it, read and written:  key "ns2.internal" { algorithm hmac-sha256; secret "..."; };

import { createSecretKey, type KeyObject } from 'node:crypto'
import type { Said } from '../dns/said.ts'
import { type Algorithm, algorithmNames, readAlgorithm } from '../wire/tsig/algorithms.ts'
import { say } from './says.ts'

/** `octets`: the length of the secret. */
export type KeyText = {
  readonly name: string
  readonly algorithm: Algorithm
  readonly secret: KeyObject
  readonly octets: number
  readonly nameAt: Spot
  readonly algorithmAt: Spot
  readonly secretAt: Spot
}

/** Lines and columns count from 1. */
export type Spot = { readonly line: number; readonly column: number; readonly length: number }

/** Why we cannot use a file as a key, or should not. `at`: the spot in the file; without it, the file as a whole. */
export type KeyFlaw = { readonly message: Said; readonly fix?: Said; readonly at?: Spot }

export function writeKeyText(name: string, algorithm: string, secret: Uint8Array): string {
  return `key "${name}" {\n\talgorithm ${algorithm};\n\tsecret "${Buffer.from(secret).toString('base64')}";\n};\n`
}

/** `wanted`: the name that the key should have, for advice. */
export function readKeyText(text: string, wanted: string): KeyText | KeyFlaw {
  try {
    return new Reader(text, wanted).read()
  } catch (error) {
    if (error instanceof Flawed) return error.flaw
    throw error
  }
}

class Flawed extends Error {
  readonly flaw: KeyFlaw

  constructor(flaw: KeyFlaw) {
    super(flaw.message.code)
    this.flaw = flaw
  }
}

type Token = { readonly text: string; readonly quoted: boolean; readonly at: number; readonly length: number }

class Reader {
  readonly #text: string
  readonly #wanted: string
  #at = 0

  constructor(text: string, wanted: string) {
    this.#text = text
    this.#wanted = wanted
  }

  read(): KeyText {
    this.#expect('key')
    const name = this.#value('name')
    this.#expect('{')
    let algorithm: Token | undefined
    let secret: Token | undefined
    for (let token = this.#next(); token.text !== '}' || token.quoted; token = this.#next()) {
      if (token.text === 'algorithm' && !token.quoted && algorithm === undefined) algorithm = this.#value('algorithm')
      else if (token.text === 'secret' && !token.quoted && secret === undefined) secret = this.#value('secret')
      else throw this.#wrong(token, secret === undefined ? 'secret' : '}')
      this.#expect(';')
    }
    // BIND requires the last semicolon; we do not, for files made by hand.
    const last = this.#next()
    if (last.text === ';') this.#end()
    else if (last.length > 0) throw this.#wrong(last, ';')
    if (algorithm === undefined) throw this.#wrong(last, 'algorithm')
    if (secret === undefined) throw this.#wrong(last, 'secret')
    return this.#key(name, algorithm, secret)
  }

  #key(name: Token, written: Token, encoded: Token): KeyText {
    const algorithm = readAlgorithm(written.text)
    if (!LIKE_A_NAME.test(name.text)) throw this.#wrong(name, 'name')
    if (algorithm === undefined && !LIKE_AN_ALGORITHM.test(written.text)) throw this.#wrong(written, 'algorithm')
    if (algorithm === undefined)
      throw new Flawed({
        message: say('key-algorithm-unknown', { algorithm: written.text }),
        fix: say('algorithms-are', { algorithms: algorithmNames.join(', ') }),
        at: this.#spot(written),
      })
    const octets = Buffer.from(encoded.text, 'base64')
    // Node passes over characters that are no base64, so we compare.
    if (octets.toString('base64') !== encoded.text.replaceAll(/\s/g, ''))
      throw new Flawed({ message: say('key-base64'), fix: this.#advice(), at: this.#spot(encoded) })
    if (octets.length === 0)
      throw new Flawed({ message: say('key-empty'), fix: this.#advice(), at: this.#spot(encoded) })
    const [nameAt, algorithmAt, secretAt] = [name, written, encoded].map((token) => this.#spot(token))
    return {
      name: name.text,
      algorithm,
      secret: createSecretKey(octets),
      octets: octets.length,
      nameAt: nameAt!,
      algorithmAt: algorithmAt!,
      secretAt: secretAt!,
    }
  }

  #expect(text: string): void {
    const token = this.#next()
    if (token.text !== text || token.quoted) throw this.#wrong(token, `"${text}"`)
  }

  #value(wanted: string): Token {
    const token = this.#next()
    if (token.length === 0 || (!token.quoted && SIGNS.includes(token.text))) throw this.#wrong(token, wanted)
    return token
  }

  #end(): void {
    const token = this.#next()
    if (token.length > 0) throw this.#wrong(token, '(end)')
  }

  /** The message does not quote the token: it may be the secret. */
  #wrong(token: Token, wanted: string): Flawed {
    return new Flawed({ message: say('key-syntax', { wanted }), fix: this.#advice(), at: this.#spot(token) })
  }

  #advice(): Said {
    return say('key-as-tsig-keygen', { name: this.#wanted })
  }

  /** The next token; one of length 0 at the end of the text. */
  #next(): Token {
    this.#at += SPACE.exec(this.#text.slice(this.#at))![0].length
    const at = this.#at
    const [whole, quoted, bare] = TOKEN.exec(this.#text.slice(at)) ?? ['', undefined, '']
    this.#at += whole.length
    return { text: quoted ?? bare ?? '', quoted: quoted !== undefined, at, length: whole.length }
  }

  #spot({ at, length }: Token): Spot {
    const before = this.#text.slice(0, at)
    const start = before.lastIndexOf('\n') + 1
    const line = before.split('\n').length
    return { line, column: [...before.slice(start)].length + 1, length: Math.max(length, 1) }
  }
}

/** A name or an algorithm that does not look like one may be the secret in the wrong place: messages do not quote it. */
const LIKE_A_NAME = /^[a-z0-9_][a-z0-9_.-]*$/i
const LIKE_AN_ALGORITHM = /^(?:hmac|gss|md5|sha)[a-z0-9.-]{0,24}$/i

/** A quotation mark is a sign where no other closes it. */
const SIGNS = ['{', '}', ';', '"']
/** White space and BIND's three kinds of comment. */
const SPACE = /^(?:\s|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)*/
const TOKEN = /^(?:"([^"\n]*)"|([{};]|[^\s{};"]+|"))/
