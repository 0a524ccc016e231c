// Texts about keys that cannot be used, about a foreign child's DS that stays as it is, and about servers that do not confirm the keys of a
// zone, in each language.

import { table } from '../dns/said.ts'

export const { rows: signSays, say } = table({
  'keys-record-none': ['there is no {file} in {folder}', '{folder} に {file} がありません'],
  'keys-record-damaged': [
    '{file} is damaged, or from a newer version of Janus',
    '{file} は壊れているか、新しい版の Janus のものです',
  ],
  'keys-unread': ['{why}', '{why}'],
  'keys-file-gone': ['{file} is gone', '{file} がありません'],
  'keys-file-denied': ['this user may not read {file}', '{file} をこのユーザーは読めません'],
  'keys-file-open': [
    'other users may read or change {file}: run "chmod 600 {file}"',
    '{file} をほかの人が読み書きできます。"chmod 600 {file}" を実行してください',
  ],
  'keys-file-other': ['{file} holds another key than {record} names', '{file} の鍵が {record} と異なります'],
  'keys-file-no-key': ['{file} is not a private key in PEM', '{file} は PEM の秘密鍵ではありません'],
  'child-no-servers': [
    'no address of a server of {child} is known: give its NS addresses, or name its servers under "servers"',
    '{child} のサーバーが分かりません。NS にアドレスを与えるか、"servers" に書いてください',
  ],
  'child-unasked': ['{why}', '問い合わせできません: {why}'],
  'child-many': [
    '{server} sends more keys, CDS records or signatures of {child} than Janus reads',
    '{server} の返す {child} の鍵、CDS、または署名が多すぎます',
  ],
  'child-servers-differ': [
    '{server} has other CDS or CDNSKEY records than {other}',
    '{server} と {other} の CDS または CDNSKEY が異なります',
  ],
  'child-cds-cdnskey': [
    'the CDS records and the CDNSKEY records that {server} sends name different keys',
    '{server} の CDS と CDNSKEY が同じ鍵を指していません',
  ],
  'child-cds-form': [
    'the CDS or CDNSKEY records that {server} sends lead to no DS that Janus can use: SHA-256 or SHA-384 is needed',
    '{server} の CDS または CDNSKEY からは DS を作れません。SHA-256 か SHA-384 が要ります',
  ],
  'child-keys-unproven': [
    'no key that the DS names has signed the keys that {server} sends',
    '{server} の鍵は、DS の指す鍵で署名されていません',
  ],
  'child-cds-unproven': [
    'no key that the DS names has signed the {type} records that {server} sends',
    '{server} の {type} は、DS の指す鍵で署名されていません',
  ],
  'child-would-break': [
    'the requested DS would break the zone: no key of algorithm {algorithm} that it names has signed the keys that {server} sends',
    '求められた DS ではゾーンが検証できなくなります: アルゴリズム {algorithm} では、{server} の鍵が指定の鍵で署名されていません',
  ],
  'child-cds-old': [
    'the CDS records were signed before those that were taken last: at {signed}, and those at {taken}',
    'CDS の署名が、前回取り込んだものより前です: {signed} と {taken}',
  ],
  'child-kept': [
    'it is not under "children" any more: it keeps the DS that was taken last',
    '"children" にもうありません。最後に取り込んだ DS のままです',
  ],
  'child-above-changed': [
    'the zone above has changed meanwhile: Janus checks again',
    '上のゾーンが変わりました。もう一度確かめます',
  ],
  'child-unserved': [
    'its new DS is not served yet: {zone} has not been signed since; "janus dnssec" says what that waits for',
    '予定の DS がまだ出ていません。{zone} の署名待ちです。"janus dnssec" で理由を確かめてください',
  ],
  'child-first': [
    'it has CDS records and no DS yet: write its first DS into the zone above, or set first: signal',
    'CDS はありますが、まだ DS がありません。最初の DS を上のゾーンに書くか、first: signal としてください',
  ],
  'child-signal-none': [
    '{child} has no server outside its own zone, under whose name its keys could be confirmed',
    '{child} のサーバーに、鍵を知らせるための外側の名前がありません',
  ],
  'child-signal-unproven': ['the signal at {name} cannot be validated: {why}', '{name} を検証できません: {why}'],
  'child-signal-differs': [
    'the keys that {name} confirms are not those that the zone itself names',
    '{name} の示す鍵が、ゾーン自身の示すものと異なります',
  ],
  'signal-hidden': [
    '{holder} cannot hold records at {name}: it delegates that name or one above it, or has an alias there',
    '{holder} は {name} に置けません。その名前かその上を委任しているか、別名があります',
  ],
  'signal-unsigned': [
    '{holder} is not signed here: whoever signs it can add the output of "janus dnssec ds {zone} --signal {server}"',
    '{holder} はここで署名されていません。署名している人が "janus dnssec ds {zone} --signal {server}" の出力を加えられます',
  ],
  'signal-elsewhere': [
    'no zone of this view holds {server}: whoever runs that zone can add the output of "janus dnssec ds {zone} --signal {server}"',
    '{server} を含むゾーンはこのビューにありません。そのゾーンに "janus dnssec ds {zone} --signal {server}" の出力を加えられます',
  ],
  'signal-inside': [
    '{server} lies in {zone} itself, so that nobody can validate the signal before the parent has a DS',
    '{server} は {zone} 自身の中にあり、DS ができるまで検証できません',
  ],
  'signal-long': [
    '{zone} and {server} joined would make a name of more than 255 octets',
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
