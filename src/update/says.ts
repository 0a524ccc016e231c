// Messages for operators about updates, in each language; clients get an rcode.

import { table } from '../dns/said.ts'
import { speaker } from '../text/findings/wording.ts'

const own = table({
  'update-malformed': ['the message is malformed', 'メッセージの形が正しくありません'],
  'update-class': ['Janus serves no zone of class {class}', 'クラス {class} のゾーンはありません'],
  'update-no-zone': [
    'the view {view} has no zone {zone}; the name belongs to the zone {other}',
    'ビュー {view} にゾーン {zone} はありません。その名前のゾーンは {other} です',
  ],
  'update-no-zone-at-all': [
    'no view of the client has a zone {zone}',
    'クライアントのどのビューにもゾーン {zone} はありません',
  ],
  'update-other-view': [
    'the zone {zone} is only in view {views}, but the address or key of the client gives it only {granted}',
    'ゾーン {zone} はビュー {views} にしかなく、クライアントには {granted} が与えられています',
  ],
  'update-no-view': ['the client is in no view', 'クライアントはどのビューにも属していません'],
  'update-of-primarys': [
    'the zone {zone} in view {view} comes from a primary: send updates to the primary',
    'ビュー {view} のゾーン {zone} はプライマリから来ます: 更新はそちらに送ってください',
  ],
  'update-of-another': [
    'the zone {zone} in view {view} has another source now',
    'ビュー {view} のゾーン {zone} のソースがその間に替わりました',
  ],
  'update-of-list': [
    '{zone} is a list: add entries with "janus list"',
    '{zone} はリストです。項目は "janus list" で加えます',
  ],
  'update-of-signed': [
    'the zone {zone} in view {view} was signed elsewhere, or has a digest of its content (ZONEMD): Janus can renew neither',
    'ビュー {view} のゾーン {zone} はほかで署名されたか、内容のダイジェストを持っています: Janus には作り直せません',
  ],
  'update-withheld': [
    'earlier changes at {name} in {zone}, view {view}, are withheld, because they would tell everybody of the inside: drop them with "janus dynamic drop", and reload',
    'ビュー {view} の {zone} の {name} への以前の変更は、内部の情報を全員に見せることになるため止めています。"janus dynamic drop" で取り消し、再読み込みしてください',
  ],
  'update-not-served': [
    'the zone {zone} in view {view} is not served: its names get SERVFAIL',
    'ビュー {view} のゾーン {zone} は何も提供されていません',
  ],
  'update-key-elsewhere': ['the key may not be used from this address', 'このアドレスからはこの鍵を使えません'],
  'update-outside': ['{name} lies outside of the zone {zone}', '{name} はゾーン {zone} の外です'],
  'update-bad-record': ['the record at {name} is malformed: {why}', '{name} のレコードの形が正しくありません: {why}'],
  'update-ttl-not-0': ['its TTL must be 0', 'TTL は 0 でなければなりません'],
  'update-data-there': ['it must have no data', 'データがあってはなりません'],
  'update-bad-type': ['there is no record type {type}', 'タイプ {type} のレコードはありません'],
  'update-bad-class': ['it has the class {class}', 'クラスが {class} です'],
  'update-by-hand': [
    'only signing makes {type} at {name}: no message may change it',
    '{name} の {type} は署名が作るもので、メッセージでは変えられません',
  ],
  'update-list-unsigned': [
    'only the keys under "writers" may change the list {list}, and the message is signed by no key',
    'リスト {list} を変えられるのは「writers」に書かれた鍵だけで、メッセージには鍵がありません',
  ],
  'update-list-key': [
    'the key {key} is not among the "writers" of the list {list}',
    '鍵 {key} はリスト {list} の「writers」にありません',
  ],
  'update-list-type': [
    'a list takes only addresses and texts of single entries, and not {type} at {name}',
    'リストにあるのは個々の項目のアドレスと文だけです。{name} に {type} は置けません',
  ],
  'update-list-code': [
    'the address of {name} must be within 127.0.0.0/8, and not 127.0.0.1',
    '{name} のアドレスは 127.0.0.0/8 の中で、127.0.0.1 以外でなければなりません',
  ],
  'update-list-text': ['the text of {name} has more than 255 octets', '{name} の文が 255 オクテットを超えています'],
  'update-list-full': [
    'the list {list} is full: it cannot take {entry} until other entries end',
    'リスト {list} は期限が来るまで項目を増やせず、{entry} を載せられません',
  ],
  'update-list-entry': ['the list {list} never lists {entry}', 'リスト {list} に {entry} は載せられません'],
  'update-denied-all': [
    'no rule lets the client change anything in the zone {zone} of view {view}',
    'ビュー {view} のゾーン {zone} でこのクライアントに何かを許す規則はありません',
  ],
  'update-denied': ['no rule permits {type} at {name}', '{name} の {type} を許す規則はありません'],
  'update-denied-key': [
    'no rule permits {type} at {name}: none is for this key',
    '{name} の {type} を許す規則はありません: この鍵のための規則がありません',
  ],
  'update-denied-from': [
    'no rule permits {type} at {name}: the rule on line {line} is for other addresses',
    '{name} の {type} を許す規則はありません: {line} 行の規則はほかのアドレスのためのものです',
  ],
  'update-denied-zones': [
    'no rule permits {type} at {name}: the rule on line {line} is for other zones',
    '{name} の {type} を許す規則はありません: {line} 行の規則はほかのゾーンのためのものです',
  ],
  'update-denied-views': [
    'no rule permits {type} at {name}: the rule on line {line} is for other views',
    '{name} の {type} を許す規則はありません: {line} 行の規則はほかのビューのためのものです',
  ],
  'update-denied-proof': [
    'no rule permits {type} at {name}: for the rule on line {line} the client must use TCP, TLS, a cookie or a key',
    '{name} の {type} を許す規則はありません: {line} 行の規則では TCP、TLS、クッキー、鍵のどれかが要ります',
  ],
  'update-denied-names': [
    'no rule permits {type} at {name}: the rule on line {line} is for other names',
    '{name} の {type} を許す規則はありません: {line} 行の規則はほかの名前のためのものです',
  ],
  'update-denied-types': [
    'no rule permits {type} at {name}: the rule on line {line} is for other types',
    '{name} の {type} を許す規則はありません: {line} 行の規則はほかのタイプのためのものです',
  ],
  'update-unmet-in-use': [
    'the update requires records at {name}, and there are none',
    '{name} にはレコードがあるはずですが、ありません',
  ],
  'update-unmet-not-in-use': [
    'the update requires that {name} has no records, and it has some',
    '{name} にはレコードがないはずですが、あります',
  ],
  'update-unmet-set': [
    'the update requires {type} at {name}, and there is none',
    '{name} には {type} があるはずですが、ありません',
  ],
  'update-unmet-no-set': [
    'the update requires that {name} has no {type}, and it has some',
    '{name} には {type} がないはずですが、あります',
  ],
  'update-unmet-value': [
    'the update requires other {type} records at {name} than there are',
    '{name} の {type} が、更新の求めるものと異なります',
  ],
  'update-findings': ['it would make a zone with errors: {findings}', 'エラーのあるゾーンになります: {findings}'],
  'update-leaks': ['everybody would see inside data: {findings}', '内部のものが外から見えます: {findings}'],
  'update-canaries': ['a canary would get a wrong answer', 'カナリアの答えが誤りになります'],
  'update-failed': ['the change failed, and nothing has changed: {reason}', '失敗し、何も変更していません: {reason}'],
  'update-not-kept': ['the change cannot be written to disk: {reason}', '変更をディスクに書けません: {reason}'],
  'update-before-start': [
    'it was signed before this server started, and may have been carried out then: sign and send it again; if that fails too, the clock of the client is slow',
    'このサーバーの起動前に署名されており、すでに処理されたかもしれません: 署名し直して送ってください。それでも失敗するなら、クライアントの時計が遅れています',
  ],
  'update-busy': ['too many changes wait already: send it again later', '待っているものが多すぎます'],

  'change-made': [
    'only signing makes {type} at {name}: nobody may write it',
    '{name} の {type} は署名が作るもので、だれも書けません',
  ],
  'change-delegates': [
    '{type} at {name} hands names over to somebody else: only users who may see all views and zones may write it',
    '{name} の {type} は名前をほかに委ねます: すべてのビューとゾーンを見られる人だけが書けます',
  ],
  'change-occluded': [
    '{type} at {name} would never be served: the name belongs to the zone {cut}; write it there',
    '{name} の {type} は応答に使われません: 名前はゾーン {cut} のものです。そちらに書いてください',
  ],
  'change-occluded-elsewhere': [
    '{type} at {name} would never be served: the name belongs to another zone',
    '{name} の {type} は応答に使われません: 名前はほかのゾーンのものです',
  ],
  'change-soa-elsewhere': [
    'an SOA belongs to the name of the zone, and not to {name}',
    'SOA はゾーンの名前に置くもので、{name} には置けません',
  ],
  'change-kept': [
    'you cannot remove {type} at {name}: there is no zone without it',
    '{name} の {type} は取り除けません: これがないとゾーンになりません',
  ],
  'change-needs-ttl': [
    'there is no {type} at {name} whose TTL the new record could take: give "ttl"',
    '{name} に {type} はまだなく、引き継げる TTL がありません: "ttl" を指定してください',
  ],
  'change-several': ['{name} can have only one {type}', '{name} の {type} は一つまでです'],
  'change-beside': [
    '{name} cannot have {type}: it has {other}, and nothing may stand beside a CNAME',
    '{name} に {type} は置けません: {other} があり、CNAME は単独でなければなりません',
  ],

  // Where a record comes from that stands in no file
  'entry-from': ['dynamic, from {address} at {at}', '動的、{address} から {at} に追加'],
  'entry-by-key': ['dynamic, by key {key} at {at}', '動的、鍵 {key} で {at} に追加'],
  'entry-until': ['{told}, until {until}', '{told}、{until} まで'],

  'layer-cname': [
    'the source has other records at {name} now, and nothing may stand beside a CNAME',
    'ソースの {name} に別のレコードができました。CNAME は単独でなければなりません',
  ],
  'layer-beside-cname': [
    'the source has a CNAME at {name} now, and nothing may stand beside it',
    'ソースの {name} に CNAME ができました。CNAME は単独でなければなりません',
  ],
  'layer-findings': [
    'with it the zone would have errors: write the record into the zone file, and run zonecheck to see them',
    'これがあるとゾーンにエラーができます。ゾーンファイルに書いて zonecheck を実行すると分かります',
  ],
})

export const { rows: updateSays, say } = own

export const english = speaker(updateSays, 'en')
