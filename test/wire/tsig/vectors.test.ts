// MACs that others have published, of messages that others have made: Kea's (ISC), miekg/dns's, Knot's.

import { createHmac } from 'node:crypto'
import t from 'tap'
import { nameFromText } from '../../../src/dns/name-text.ts'
import { algorithmNames, readAlgorithm } from '../../../src/wire/tsig/algorithms.ts'
import { macOf, type TsigKey } from '../../../src/wire/tsig/mac.ts'
import { findTsig, time48, tsigSize, withoutTsig, withTsig } from '../../../src/wire/tsig/record.ts'
import { signBadTime, signing, signRequest } from '../../../src/wire/tsig/sign.ts'
import { verifying } from '../../../src/wire/tsig/stream.ts'
import { verifyRequest } from '../../../src/wire/tsig/verify.ts'
import { finderOf, hex, octets, tsigKey } from '../../support/tsig.ts'

const www = '03777777076578616d706c6503636f6d00'
const example = '076578616d706c6503636f6d00'
const md5 = '08686d61632d6d6435077369672d616c670372656703696e7400'
const kea = tsigKey('hmac-md5', 'www.example.com', 'SFuWd/q99SzF8Yzd1QbB9g==')
const time = 0x4da8877a
const question = `${www} 0001 0001`

/** A record as Kea's files have it. */
function record(
  mac: string,
  more: { id?: string; time?: string; error?: string; owner?: string; algorithm?: string } = {},
) {
  const { id = '2d65', error = '0000', owner = www, algorithm = md5 } = more
  const rdata = `${algorithm} 0000${more.time ?? '4da8877a'} 012c ${hex16(mac.length / 2)} ${mac} ${id} ${error} 0000`
  return `${owner} 00fa 00ff 00000000 ${hex16(rdata.replaceAll(' ', '').length / 2)} ${rdata}`
}
const hex16 = (value: number) => value.toString(16).padStart(4, '0')
const request = `2d65 0100 0001 0000 0000 0001 ${question}`
const right = '227026ad297beee721ce6c6fff1e9ef3'

t.test('requests are verified, however they spell names and whoever passed them on', async (t) => {
  const upper = (name: string) => hex(octets(name).map((octet) => (octet >= 97 && octet <= 122 ? octet - 32 : octet)))
  const sha512 = tsigKey(
    'hmac-sha512-256',
    'www.example.com',
    'jI/Pa4qRu96t76Pns5Z/Ndxbn3QCkwcxLOgt9vgvnJw5wqTRvNyk3FtD6yIMd1dWVlqZ+Y4fe6Uasc0ckctEmg==',
  )
  const cut = record('c4bc4053572d62dd1b26998111565c18056be773dedc6ecea60dff31db2f2596', {
    algorithm: '0b686d61632d73686135313200',
  })
  const table: readonly (readonly [string, TsigKey, string, string])[] = [
    ['as dig sends it', kea, `${request} ${record(right)}`, 'good'],
    ['in capitals', kea, `${request} ${record(right, { owner: upper(www), algorithm: upper(md5) })}`, 'good'],
    ['with another ID', kea, `1035 ${request.slice(5)} ${record(right)}`, 'good'],
    ['without a MAC', kea, `${request} ${record('')}`, 'badsig'],
    ['without a MAC, and with an error', kea, `${request} ${record('', { error: '0011' })}`, 'badsig'],
    ['with a MAC of one octet', kea, `${request} ${record('22')}`, 'format'],
    ['cut to what the key allows', sha512, `${request} ${cut}`, 'good'],
    ['cut to less than the key allows', { ...sha512, minMac: 33 }, `${request} ${cut}`, 'badtrunc'],
  ]
  for (const [name, key, message, wanted] of table) t.equal(outcome(octets(message), key, time), wanted, name)
})

t.test('the answer to it is signed as Kea signs it, and verified', async (t) => {
  const message = octets(`2d65 8500 0001 0001 0000 0000 ${question} c00c 0001 0001 00015180 0004 c0000201`)
  const signed = signing(kea, octets(right), () => time).sign(message)
  t.equal(macIn(signed), '8fcda66a7cd1a3b9948eb1869d384a9f')
  t.equal(verifying(kea, octets(right), () => time).take(signed), 'good')
  t.match(verifying(kea, octets(right), () => time + 600).take(signed), { error: 'badtime', told: false })
  t.match(verifying(kea, octets(right).fill(0), () => time).take(signed), { error: 'badsig', told: false })
})

t.test("a transfer's messages each follow the one before", async (t) => {
  const now = () => 0x4da8e951
  const asked = signRequest(kea, octets(`3410 0000 0001 0000 0000 0000 ${example} 00fc 0001`), now())
  t.equal(hex(asked.mac), '35b2fd08268781634400c7c8a5533b13')
  const first = octets(
    `3410 8400 0001 0001 0000 0000 ${example} 00fc 0001 c00c 0006 0001 00015180 0020 026e73c00c 04726f6f74c00c
     77de0edf 00001c20 00000e10 00278d00 000004b0`,
  )
  const second = octets(`3410 8400 0000 0001 0000 0000 ${example} 0002 0001 00015180 0005 026e73c00c`)
  const signer = signing(kea, asked.mac, now)
  const messages = [signer.sign(first), signer.sign(second)]
  t.same(messages.map(macIn), ['bdd612cd2c7f9e0648bd6dc23713e83c', '102458f7f62ddd7d638d746034130968'])
  t.equal(messages[0]!.length, first.length + signer.size)
  const verifier = verifying(kea, asked.mac, now)
  t.same([...messages.map((message) => verifier.take(message)), verifier.end()], ['good', 'good', true])
})

t.test('who is late is told so under a signature, with both times', async (t) => {
  const sent = octets(`7fc4 0000 0001 0000 0000 0000 ${www} 0006 0001`)
  const signed = signRequest(kea, sent, 0x4da8b9d6)
  t.equal(hex(signed.mac), '84067d50b8e7d0543d505bd9de2abb68')
  const late = verifyRequest(signed.message, finderOf(kea), 0x4da8be86)
  if (late.kind !== 'bad' || late.key === undefined || late.tsig === undefined) return t.fail('it is late')
  t.equal(late.error, 'badtime')
  const answer = signBadTime(late.key, late.tsig, octets(`7fc4 8009 0001 0000 0000 0000 ${www} 0006 0001`), 0x4da8be86)
  t.equal(macIn(answer), 'd4b043f6f44495ec8a01260e39159d76')
  const found = findTsig(answer)
  if (found.kind !== 'found') return t.fail('it is signed')
  t.match(found.tsig, { time: 0x4da8b9d6, fudge: 300, error: 18 })
  t.equal(hex(found.tsig.other), '00004da8be86')
  t.match(verifying(kea, signed.mac, () => 0x4da8b9d6).take(answer), {
    error: 'badtime',
    told: true,
    proven: true,
    skew: 0x4b0,
  })
})

t.test('an unsigned word of a bad key is passed on as what it is', async (t) => {
  const answer = octets(`2d65 8109 0001 0000 0000 0001 ${question} ${record('', { error: '0011' })}`)
  t.match(verifying(kea, octets(right), () => time).take(answer), { error: 'badkey', told: true, proven: false })
})

t.test('hmac-sha1 and hmac-sha224 of dig', async (t) => {
  for (const [algorithm, wanted] of [
    ['hmac-sha1', '415340c7daf824ed684ee586f7b5a67a2febc0d3'],
    ['hmac-sha224', '3b93d3c5f964b9c5003502699ffc44d6e266f408ef33a2daa14871d3'],
  ] as const) {
    const key = tsigKey(algorithm, 'www.example.com', 'MA+QDhXbyqUak+qnMFyTyEirzng=')
    const { mac } = signRequest(key, octets(`0967 0100 0001 0000 0000 0000 ${question}`), 0x4dae7d5f)
    t.equal(hex(mac), wanted, algorithm)
  }
})

const testkey = (algorithm: string, secret: string) => tsigKey(algorithm, 'testkey', secret)
const sha256 = testkey('hmac-sha256', 'NoTCJU+DMqFWywaPyxSijrDEA/eC3nK0xi3AMEZuPVk=')
const signedAt = 1594855491

t.test('an update: right, late, early, and with another time than was signed', async (t) => {
  const message = (seconds: number, algorithm = '0b686d61632d73686132353600') =>
    octets(
      `c60028000001000000010001076578616d706c6503636f6d00000600010161c00c0001000100000e100004c0000201
       07746573746b65790000fa00ff00000000003d ${algorithm} ${hex(time48(seconds))}
       012c00208cf23e0081d915478a182edcea7ff48ad102948e6c7ef8e887536957d1fa5616c60000000000`,
    )
  for (const [seconds, now, wanted] of [
    [signedAt, signedAt, 'good'],
    [signedAt, signedAt + 300, 'good'],
    [signedAt, signedAt - 300, 'good'],
    [signedAt, signedAt + 301, 'badtime'],
    [signedAt, signedAt - 301, 'badtime'],
    [signedAt + 301, signedAt, 'badsig'],
  ] as const)
    t.equal(outcome(message(seconds), sha256, now), wanted, `${seconds - signedAt} ${now - signedAt}`)
  t.equal(outcome(message(signedAt, '0b626f67757373686132353600'), sha256, signedAt), 'badkey')
})

t.test('the request’s MAC, the error and other data are digested', async (t) => {
  const messages = [octets(`002a 2800 0001 0000 0000 0000 ${example} 0006 0001`)]
  const fields = { keyName: sha256.name, algorithmName: sha256.algorithm.name, time: signedAt, fudge: 300, error: 18 }
  const table = [
    ['3684c225', '', 'c110e3f62694755c10761dc8717462431ee34340b7c9d1eee09449150757c5b1'],
    [undefined, '', '385449a425c6d52b9bf2c65c0726eefa0ad8084cdaf488f24547e686605b9610'],
    ['3684c225', '666f6f', '15b91571ca80b3b410a77e2b44f8cc4f35ace22b26020138439dd94803e23b5d'],
  ] as const
  for (const [prior, other, wanted] of table) {
    const before = prior === undefined ? {} : { prior: octets(prior) }
    t.equal(hex(macOf(sha256, { ...before, messages, fields: { ...fields, other: octets(other) } })), wanted)
  }
})

t.test('hmac-sha224 and hmac-sha384 of miekg/dns', async (t) => {
  const table = [
    [
      'hmac-sha224',
      'hVEkQuAqnTmBuRrT9KF1Udr91gOMGWPw9LaTtw==',
      'd6daf9ea189e48bc38f9aed63d6cc4140cdfa38a7a333ee2eefdbd31',
    ],
    [
      'hmac-sha384',
      'Qjer2TL2lAdpq9w6Gjs98/ClCQx/L3vtgVHCmrZ8l/oKEPjqUUMFO18gMCRwd5H4',
      '89a48936d29187870c325cbdba5ad71609bd038d0459d6010c844d659c570e881d3650e4fe7310be53ebe5178d0d1001',
    ],
  ] as const
  const message = octets(`002a 2800 0001 0000 0000 0000 ${example} 0006 0001`)
  for (const [algorithm, secret, wanted] of table) {
    const signed = signRequest(testkey(algorithm, secret), message, signedAt)
    t.equal(hex(signed.mac), wanted)
    t.equal(outcome(signed.message, testkey(algorithm, secret), signedAt), 'good')
  }
})

t.test('the hashes themselves, of forty octets', async (t) => {
  const payload = octets('fd07ca30f9ff38b13254d11624aa812c97a07aac687a3a60dec9f77a5a58ffc90cef31c7452cee9d')
  const key = octets('a8059c5c20c500226fadf255df898a68')
  const begins = {
    md5: '1238174f',
    sha1: 'b8182a5d',
    sha224: 'b743cd0d',
    sha256: '165ef6ed',
    sha384: '8acff3b7',
    sha512: 'c341d096',
  }
  for (const name of algorithmNames) {
    const { hash, whole } = readAlgorithm(name)!
    const mac = createHmac(hash, key).update(payload).digest()
    t.equal(hex(mac).slice(0, 8), begins[hash as keyof typeof begins], name)
    t.equal(mac.length, whole)
  }
})

t.test('how many octets a record takes', async (t) => {
  const keyName = nameFromText('www.example.com')
  for (const [name, wanted] of [
    ['hmac-sha1', 74],
    ['hmac-sha224', 84],
    ['hmac-sha256', 88],
    ['hmac-sha384', 104],
    ['hmac-sha512', 120],
  ] as const) {
    const algorithm = readAlgorithm(name)!
    const fields = { keyName, algorithmName: algorithm.name, other: new Uint8Array(0), time: 0, fudge: 0, error: 0 }
    t.equal(tsigSize(fields, algorithm.whole), wanted, name)
    t.equal(withTsig(new Uint8Array(12), fields, new Uint8Array(algorithm.whole)).length, 12 + wanted)
    t.equal(tsigSize({ ...fields, other: new Uint8Array(6) }, 0), wanted - algorithm.whole + 6, 'BADTIME, less its MAC')
  }
})

t.test('what a message is without the record is what was signed', async (t) => {
  const message = octets(`002a 2800 0001 0000 0000 0000 ${example} 0006 0001`)
  const signed = signRequest(sha256, message, signedAt).message
  const found = findTsig(signed)
  t.same(found.kind === 'found' && withoutTsig(signed, found.tsig), message)
})

t.test('names of algorithms as people and peers write them', async (t) => {
  const table = [
    ['hmac-sha256', 32],
    ['HMAC-SHA256.', 32],
    ['hmac-sha256-128', 16],
    ['hmac-sha384-192', 24],
    ['hmac-sha512-256', 32],
    ['hmac-sha1-80', 10],
    ['hmac-md5.sig-alg.reg.int.', 16],
    ['hmac-md5', 16],
    ['hmac-sha256-120', undefined],
    ['hmac-sha256-129', undefined],
    ['hmac-sha256-264', undefined],
    ['hmac-sha1-72', undefined],
    ['sha256', undefined],
    ['gss-tsig', undefined],
    ['', undefined],
  ] as const
  for (const [text, sent] of table) t.equal(readAlgorithm(text)?.sent, sent, text)
})

function outcome(message: Uint8Array, key: TsigKey, now: number): string {
  const verified = verifyRequest(message, finderOf(key), now)
  return verified.kind === 'bad' ? verified.error : verified.kind
}

function macIn(message: Uint8Array): string {
  const found = findTsig(message)
  return found.kind === 'found' ? hex(found.tsig.mac) : found.kind
}
