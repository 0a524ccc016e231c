// Says in a sentence what a record of each type does.

import { type Said, table } from '../dns/said.ts'
import { typeName } from '../dns/types.ts'

const { rows, say } = table({
  'type-A': ['gives the name an IPv4 address', '名前の IPv4 アドレスを示します'],
  'type-AAAA': ['gives the name an IPv6 address', '名前の IPv6 アドレスを示します'],
  'type-CNAME': [
    'makes the name an alias: all questions go on to the target',
    '名前を別名にします。問い合わせはすべて先の名前へ進みます',
  ],
  'type-DNAME': [
    'makes all names below this one aliases of those below the target',
    'この名前の下をすべて、先の名前の下の別名にします',
  ],
  'type-NS': [
    'names a server of the zone, or of the zone that begins here',
    'ゾーン、またはここから委任するゾーンのサーバーを示します',
  ],
  'type-SOA': [
    'begins the zone: its serial, its clocks for secondaries, and how long a no is kept',
    'ゾーンの始まりです。シリアル番号、セカンダリの間隔、否定応答を保つ時間を示します',
  ],
  'type-MX': [
    'names a host that takes mail for the name; the lowest number is tried first',
    '名前宛てのメールを受けるホストを示します。小さい番号から試します',
  ],
  'type-TXT': [
    'holds text that others read, as SPF, DKIM and proofs of ownership',
    'SPF、DKIM、所有の証明など、他者が読むテキストを持ちます',
  ],
  'type-PTR': ['leads from an address to the name of its host', 'アドレスからホストの名前へ導きます'],
  'type-SRV': ['says on which host and port a service is', 'サービスのあるホストとポートを示します'],
  'type-CAA': [
    'says which authorities may issue certificates for the name',
    '名前の証明書を発行してよい認証局を示します',
  ],
  'type-DS': [
    'holds the digest of a key of the zone that begins here, so that its signatures are trusted',
    'ここから始まるゾーンの鍵のダイジェストです。署名を信頼するために使います',
  ],
  'type-DNSKEY': ['holds a key with which the zone is signed', 'ゾーンの署名に使う鍵です'],
  'type-RRSIG': ['signs the records of one type at the name', '名前の一つのタイプのレコードへの署名です'],
  'type-NSEC': [
    'proves which types the name has, and that no name lies before the next one',
    '名前にあるタイプと、次の名前までの間に名前がないことを証明します',
  ],
  'type-TLSA': ['says which certificate a service shows (DANE)', 'サービスが示す証明書を定めます (DANE)'],
  'type-SSHFP': ['holds the fingerprint of the key of an SSH server', 'SSH サーバーの鍵の指紋です'],
  'type-HTTPS': [
    'tells browsers how to reach the site: protocols, addresses, keys',
    'サイトへの接続方法 (プロトコル、アドレス、鍵) をブラウザーに伝えます',
  ],
  'type-SVCB': ['tells clients how to reach a service', 'サービスへの接続方法をクライアントに伝えます'],
  'type-NAPTR': ['rewrites a number or a name into where a service is', '番号や名前をサービスの場所に書き換えます'],
  'type-HINFO': ['tells the hardware and the system of a host', 'ホストの機種と OS を伝えます'],
  'type-LOC': ['tells where on earth the host stands', 'ホストのある地理上の位置を伝えます'],
  'type-RP': ['names who is responsible for the host', 'ホストの責任者を示します'],
  'type-URI': ['gives the address of a service as a URI', 'サービスの場所を URI で示します'],
})

export const typeSays = rows

/** Undefined where this table has no sentence for the type. */
export function typeSaid(type: number): Said | undefined {
  const row = `type-${typeName(type)}`
  return isRow(row) ? say(row) : undefined
}

function isRow(code: string): code is keyof typeof rows {
  return Object.hasOwn(rows, code)
}
