// Why keys cannot be used, why the DS of a zone below, which others sign, stays as it is, and why a server does not confirm the keys of a
// zone: in each language.

import { table } from '../dns/said.ts'

export const { rows: signSays, say } = table({
  'keys-record-none': ['there is no {file} in {folder}', '{folder} に {file} がありません'],
  'keys-record-damaged': [
    '{file} is damaged, or from a newer version of Janus',
    '{file} は壊れているか、新しい版の Janus のものです',
  ],
  'keys-unread': ['{why}', '{why}'],
  'keys-file-gone': ['{file} is gone', '{file} がありません'],
  'keys-file-denied': ['{file} may not be read by this user', '{file} をこのユーザーは読めません'],
  'keys-file-open': [
    '{file} is open to others: run "chmod 600 {file}"',
    '{file} をほかの人が読めます。"chmod 600 {file}" を実行してください',
  ],
  'keys-file-other': ['{file} holds another key than {record} says', '{file} の鍵が {record} と異なります'],
  'keys-file-no-key': ['{file} is no private key in PEM', '{file} は PEM の秘密鍵ではありません'],
  'child-no-servers': [
    'no server of {child} is known: give its NS addresses, or name servers under "servers"',
    '{child} のサーバーが分かりません。NS にアドレスを与えるか、"servers" に書いてください',
  ],
  'child-unasked': ['{why}', '問い合わせできません: {why}'],
  'child-many': [
    '{server} gives more keys, CDS records or signatures of {child} than anybody needs',
    '{server} の返す {child} の鍵、CDS、または署名が多すぎます',
  ],
  'child-servers-differ': [
    '{server} has other CDS or CDNSKEY records than {other}',
    '{server} と {other} の CDS または CDNSKEY が異なります',
  ],
  'child-cds-cdnskey': [
    'the CDS and CDNSKEY records that {server} gives do not name the same keys',
    '{server} の CDS と CDNSKEY が同じ鍵を指していません',
  ],
  'child-cds-form': [
    'the CDS or CDNSKEY records that {server} gives ask for no DS that may be set: SHA-256 or SHA-384 is needed',
    '{server} の CDS または CDNSKEY からは DS を作れません。SHA-256 か SHA-384 が要ります',
  ],
  'child-keys-unproven': [
    'no key that the DS names signs the keys that {server} gives',
    '{server} の鍵は、DS の指す鍵で署名されていません',
  ],
  'child-cds-unproven': [
    'no key that the DS names signs the {type} records that {server} gives',
    '{server} の {type} は、DS の指す鍵で署名されていません',
  ],
  'child-would-break': [
    'the DS asked for would break the zone: by algorithm {algorithm}, no key named signs the keys that {server} gives',
    '求められた DS ではゾーンが検証できなくなります: アルゴリズム {algorithm} では、{server} の鍵が指定の鍵で署名されていません',
  ],
  'child-cds-old': [
    'the CDS records were signed before those that were taken last: {signed}, and {taken}',
    'CDS の署名が、前回取り込んだものより前です: {signed} と {taken}',
  ],
  'child-kept': [
    'it is not under "children" any more: it has the DS that was taken last',
    '"children" にもうありません。最後に取り込んだ DS のままです',
  ],
  'child-above-changed': [
    'the zone above has changed meanwhile: it is looked at again',
    '上のゾーンが変わりました。もう一度確かめます',
  ],
  'child-unserved': [
    'the DS that it is to have is not served yet: {zone} waits to be signed, and "janus dnssec" says for what',
    '予定の DS がまだ出ていません。{zone} の署名待ちです。"janus dnssec" で理由を確かめてください',
  ],
  'child-first': [
    'it has CDS records and no DS yet: write its first DS into the zone above, or set first: signal',
    'CDS はありますが、まだ DS がありません。最初の DS を上のゾーンに書くか、first: signal としてください',
  ],
  'child-signal-none': [
    'no server of {child} has a name outside of it, under which it could say of its keys',
    '{child} のサーバーに、鍵を知らせるための外側の名前がありません',
  ],
  'child-signal-unproven': ['nobody who validates tells {name}: {why}', '{name} を検証できません: {why}'],
  'child-signal-differs': [
    'what {name} says of the keys is not what the zone itself says',
    '{name} の示す鍵が、ゾーン自身の示すものと異なります',
  ],
  'signal-hidden': [
    '{holder} cannot say it at {name}: it delegates that name or one above it, or has an alias there',
    '{holder} は {name} に置けません。その名前かその上を委任しているか、別名があります',
  ],
  'signal-unsigned': [
    '{holder} is not signed here: whoever signs it may add what "janus dnssec ds {zone} --signal {server}" prints',
    '{holder} はここで署名されていません。署名している人が "janus dnssec ds {zone} --signal {server}" の出力を加えられます',
  ],
  'signal-elsewhere': [
    'no zone of this view holds {server}: the one that does may take what "janus dnssec ds {zone} --signal {server}" prints',
    '{server} を含むゾーンはこのビューにありません。そのゾーンに "janus dnssec ds {zone} --signal {server}" の出力を加えられます',
  ],
  'signal-inside': [
    '{server} lies in {zone} itself, and nobody can validate that before there is a DS',
    '{server} は {zone} 自身の中にあり、DS ができるまで検証できません',
  ],
  'signal-long': [
    '{zone} and {server} make no name together: it would have more than 255 octets',
    '{zone} と {server} を合わせた名前は 255 オクテットを超えます',
  ],

  // Of what records are made that signing adds
  'made-of-keys-until': [
    'from the keys of {zone}, until its parent has the DS (RFC 9615)',
    '親に DS ができるまで、{zone} の鍵から作られます (RFC 9615)',
  ],
  'made-of-keys': ['from the keys of {zone}, which is signed here too', 'ここで署名する {zone} の鍵から作られます'],
  'made-of-cds': ['from the CDS records of {zone}, taken {at}', '{zone} の CDS レコードから {at} に取り込まれました'],
})
