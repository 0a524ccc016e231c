// Messages about zones that Janus signs, in each language: what is wrong with one, what a server does not answer, what a roll waits for and
// why none begins.

import { table } from '../dns/said.ts'
import { signSays } from '../sign/says.ts'
import { type LanguageName, type Speaker, speaker } from '../text/findings/wording.ts'

const own = table({
  'server-here': ['this server in view {view}', 'このサーバー (ビュー {view})'],
  'server-of-parent': ['the parent', '親'],
  'ask-silent': ['{server} does not answer', '{server} が応答しません'],
  'ask-failed': ['{server} cannot be asked: {why}', '{server} に問い合わせられません: {why}'],
  'ask-tcp-silent': ['{server} does not answer by TCP', '{server} が TCP で応答しません'],
  'ask-tcp-failed': ['{server} cannot be asked by TCP: {why}', '{server} に TCP で問い合わせられません: {why}'],
  'ask-other-answer': ['{server} sent the answer to another question', '{server} の応答は別の質問へのものです'],
  'answers-with': ['{server} answers {rcode}', '{server} の応答は {rcode} です'],
  'answers-no-parent': [
    '{server} answers {rcode}, but not as a server of the parent zone',
    '{server} の応答は {rcode} で、親ゾーンのものではありません',
  ],
  'answers-for-no-zone': ['{server} is not authoritative for the zone', '{server} はこのゾーンの権威ではありません'],
  'answers-for-no-parent': [
    '{server} is not authoritative for the parent zone',
    '{server} は親ゾーンの権威ではありません',
  ],
  'answers-in-part': ['{server} sent a truncated answer', '{server} の応答は切り詰められています'],
  'answers-unproven': [
    'the resolver {server} has not validated the {type} records: name one that validates',
    '{server} は {type} を検証していません',
  ],
  'answers-of-nobody': [
    'no zone that is signed here holds it, and no resolvers are configured to ask',
    'ここで署名するゾーンにはなく、リゾルバーの指定もありません',
  ],
  'told-says': ['{server} answers {rcode} to the NOTIFY', '{server} の応答は {rcode} です'],
  'told-nowhere': [
    '{name} has no address that the parent may give us',
    '{name} に、親ゾーンが示してよいアドレスがありません',
  ],
  'server-no-address': ['{name} has no address', '{name} にアドレスがありません'],
  'no-address-of': ['{name}, a server of {zone}, has no address', '{zone} のサーバー {name} にアドレスがありません'],
  'no-server-of': ['{zone} has no server', '{zone} にサーバーがありません'],
  'servers-unfound': ['the servers of {zone} cannot be looked up ({why})', '{zone} のサーバーを調べられません ({why})'],
  'no-zone-above': ['no zone above it can be found', '上のゾーンが見つかりません'],
  'addresses-many': ['its servers have more than {count} addresses', 'サーバーのアドレスが {count} 個を超えています'],
  'sign-keys-unusable': [
    'the keys cannot be used: {why}; no other keys are made: bring these back ("janus dnssec import" takes the copy) and run "janus reload"',
    '鍵を使えません: {why}。ほかの鍵は作りません。鍵を戻して ("janus dnssec import" で控えを取り込めます)、"janus reload" を実行してください',
  ],
  'sign-keys-borrowed': [
    '{folder} is a link to the keys of {zone}: give each zone a folder of its own',
    '{folder} は {zone} の鍵につながっています。ゾーンごとに別のフォルダーにしてください',
  ],
  'sign-keys-none': ['{folder} holds no keys', '{folder} にありません'],
  'sign-lost-key': ['{algorithm} {tag} ({why})', '{algorithm} {tag} ({why})'],
  'sign-lost-kept': [
    'key {which} cannot be used: its signatures over the keys stay until they expire, and no key is added or removed; bring it back ("janus dnssec import" takes the copy), and run "janus reload"',
    '鍵 {which} を使えません。鍵への署名は期限まで残し、鍵は増減しません。鍵を戻して ("janus dnssec import" で控えを取り込めます)、"janus reload" を実行してください',
  ],
  'sign-lost-others': [
    'key {which} cannot be used, and the other keys sign in its place: bring it back ("janus dnssec import" takes the copy) and run "janus reload", or take its roll back with "janus dnssec roll {zone} --back"',
    '鍵 {which} を使えないため、ほかの鍵が代わりに署名します。鍵を戻して ("janus dnssec import" で控えを取り込めます) "janus reload" を実行するか、"janus dnssec roll {zone} --back" で交換を取り消してください',
  ],
  'sign-elsewhere': [
    'the zone was served here with signatures by keys from elsewhere, and resolvers may trust those keys: import them ("janus dnssec import {zone} K*.private") and serve the zone from a source without signatures; if no resolver trusts them, take the zone out of "sign", run "janus reload", and put it back',
    'これまで提供した内容はほかで署名されており、その鍵をリゾルバーが信頼しているかもしれません。鍵を取り込み ("janus dnssec import {zone} K*.private")、署名のないソースから提供してください。誰も信頼していなければ、"sign" から外して "janus reload" を実行し、もう一度書いてください',
  ],
  'sign-parent-has-key': [
    'the parent has a DS of a key that is not here ({server} gives it): import that key, or have the DS removed',
    '親ゾーンに、ここにない鍵の DS があります ({server} の応答)。その鍵を取り込むか、DS を削除してもらってください',
  ],
  'sign-parent-unasked': [
    'cannot ask its parent: {why}; name the servers of the parent under "parents", or write [] if there is no parent',
    '親ゾーンに問い合わせられません: {why}。サーバーを "parents" に書いてください。親がなければ [] とします',
  ],
  'sign-keys-unmade': ['cannot make keys: {why}', '鍵を作れません: {why}'],
  'sign-keys-awaited': ['it waits for its first keys', '最初の鍵を待っています'],
  'sign-left': [
    'the zone is not under "sign" any more, but it was served signed, and is still signed: put it back under "sign", or run "janus dnssec withdraw {zone}"',
    '署名して提供してきたので、署名を続けます。"sign" へ戻すか、"janus dnssec withdraw {zone}" を実行してください',
  ],
  'roll-not-kept': ['cannot write to disk how far its keys are: {why}', '鍵の進み具合をディスクに書けません: {why}'],
  'sign-came-wrong': ['the zone as signed fails the check: {why}', '署名の結果が正しくありません: "{why}"'],
  'sign-not-kept': ['cannot write the signed zone to disk: {why}', '署名したゾーンをディスクに書けません: {why}'],
  'sign-signed-already': [
    'its source is signed already: remove the signatures from the source, or take the zone out of "sign" to serve it as the source has it',
    'ソースがすでに署名されています。署名を除くか、"sign" から外してそのまま提供してください',
  ],
  'sign-no-list': [
    'its entries have leases, so Janus cannot sign it, and serves it unsigned: delete its "leases", or run "janus dnssec withdraw {zone}"',
    '項目に期限があり署名できないため、署名なしで提供しています。"leases" を消すか、"janus dnssec withdraw {zone}" を実行してください',
  ],
  'sign-list-long': [
    'the list would have more than {most} records as a signed zone, which is too many: the version that was signed last is served',
    'リストを署名するとレコードが {most} 件を超えます。最後に署名したものを提供しています',
  ],
  'sign-clock-behind': [
    'the clock says {now}, but something was signed at {record} already: set the clock right, or, if it is right, run "janus dnssec clock --accept"',
    '時計は {now} ですが、すでに {record} に署名しています。時計を合わせるか、時計が正しければ "janus dnssec clock --accept" を実行してください',
  ],
  'sign-stuck': [
    'a key is due for exchange, but cannot be exchanged: {why}',
    '交換の時期ですが、鍵を交換できません: {why}',
  ],
  'stuck-ways': [
    'run "janus dnssec roll {zone}" to exchange all of its keys, or write "zsk-lifetime: never"',
    '"janus dnssec roll {zone}" ですべての鍵を交換するか、"zsk-lifetime: never" としてください',
  ],
  'stuck-not-made': [
    'Janus makes no keys of algorithm {algorithm}: {ways}',
    'アルゴリズム {algorithm} の鍵は作れません。{ways}',
  ],
  'stuck-several': ['it has keys of several algorithms: {ways}', '複数のアルゴリズムの鍵があります。{ways}'],
  'sign-why-hidden': [
    'it cannot be signed as it should be; only users who may see the whole server are told why',
    '正しく署名できません。理由は、サーバー全体を見られる人に示します',
  ],
  'child-why-hidden': [
    'only users who may see the whole server are told why',
    'サーバー全体を見られる人に理由を示します',
  ],
  'roll-unsigned': ['{zone} is not signed here', '{zone} はここで署名していません'],
  'roll-no-keys': ['{zone} has no keys that can be used', '{zone} に使える鍵がありません'],
  'roll-no-keys-why': ['{zone} has no keys that can be used: {why}', '{zone} に使える鍵がありません: {why}'],
  'roll-leaving': [
    '{zone} is about to be unsigned: put it back under "sign" first',
    '{zone} は署名をやめる途中です。先に "sign" へ戻してください',
  ],
  'roll-running': [
    '{zone} has a roll under way, and key {tags} is not gone yet: wait for the end of the roll ("janus dnssec {zone}" shows it), or take it back with --back',
    '{zone} の鍵を交換中で、鍵 {tags} がまだ残っています。終わりを待つか ("janus dnssec {zone}")、--back で取り消してください',
  ],
  'roll-not-everywhere': [
    'caches may not have key {tags} of {zone} yet: "janus dnssec {zone}" says what the roll waits for',
    '{zone} の鍵 {tags} はまだすべてのキャッシュにありません。待っているものは "janus dnssec {zone}" で分かります',
  ],
  'roll-no-role': ['{zone} has no such key: write --key {roles}', '{zone} にその鍵はありません: --key {roles}'],
  'roll-or': ['{one} or {other}', '{one} / {other}'],
  'roll-one-algorithm': [
    'all keys of {zone} have to have one algorithm: leave --key out to exchange them all for {algorithm}',
    '{zone} の鍵はすべて同じアルゴリズムです。すべてを {algorithm} に交換するには --key を付けないでください',
  ],
  'roll-not-made': [
    'Janus makes no keys of algorithm {algorithm}: take 13, 15 or 8',
    'アルゴリズム {algorithm} の鍵は作れません。13、15、8 のどれかにしてください',
  ],
  'roll-none': ['{zone} has no roll under way', '{zone} の鍵は交換中ではありません'],
  'roll-too-late': [
    'a key that {zone} would need again is gone already: let the roll end, and begin another',
    '戻すために要る鍵がもうありません。{zone} の交換を終わらせてから、次の交換を始めてください',
  ],
  'roll-no-key': [
    '{zone} has no such key: "janus dnssec {zone}" shows the tags of its keys',
    '{zone} にその鍵はありません。鍵のタグは "janus dnssec {zone}" で分かります',
  ],
  'roll-not-awaited': [
    'the roll does not wait for that of this key: "janus dnssec {zone}" says what it waits for',
    'その鍵について、それは待っていません。待っているものは "janus dnssec {zone}" で分かります',
  ],
  'roll-contradicted': ['it is not so at {servers}', '{servers} ではそうなっていません'],
  'roll-server': ['{server}', '{server}'],
  'roll-new-key': ['new {role} of algorithm {algorithm}', '新しい {role} (アルゴリズム {algorithm})'],
  'part-dnskey': ['DNSKEY', 'DNSKEY'],
  'part-krrsig': ['signature over the keys', '鍵への署名'],
  'part-zrrsig': ['signatures over the zone', 'ゾーンへの署名'],
  'part-ds': ['DS', 'DS'],
  'step-rumoured': ['{what} is added', '{what} を加えます'],
  'step-omnipresent': ['{what} is everywhere, in caches too', '{what} がキャッシュも含めて行き渡ります'],
  'step-unretentive': ['{what} is removed', '{what} を除きます'],
  'step-hidden': ['{what} is gone everywhere, from caches too', '{what} がキャッシュからも消えます'],
  'await-there': ['{what} {tag} to be there', '{what} {tag} が現れること'],
  'await-gone': ['{what} {tag} to be gone', '{what} {tag} が消えること'],
  'await-until': [
    '{awaited}: seen everywhere; caches may differ until {until}',
    '{awaited}: すべてで確認しました。キャッシュから消えるのは {until} です',
  ],
  'await-unasked': ['no server has been asked yet', 'まだ誰にも問い合わせていません'],
  'await-word-seen': [
    'there is no server to ask ("parents: []"): run "janus dnssec seen {zone} {tag}" once it is there',
    '問い合わせ先がありません ("parents: []")。現れたら "janus dnssec seen {zone} {tag}" を実行してください',
  ],
  'await-word-gone': [
    'there is no server to ask ("parents: []"): run "janus dnssec gone {zone} {tag}" once it is gone',
    '問い合わせ先がありません ("parents: []")。消えたら "janus dnssec gone {zone} {tag}" を実行してください',
  ],
  'await-asked': ['confirmed by {so} of {count} servers asked', '問い合わせ {count} 件中 {so} 件で確認'],
  'await-tags': ['{server} has {tags}', '{server} にあるのは {tags} です'],
  'await-no-tags': ['{server} has none', '{server} にはありません'],
  'await-has': ['{server} has it', '{server} にあります'],
  'await-has-not': ['{server} does not have it', '{server} にありません'],
  'await-made': ['{has} so far: this server changes that itself', '{has} (まだ。このサーバーが自分で変えます)'],
  'await-given-add': [
    '{has}: somebody else signs the zone above, and has to add it ("janus dnssec ds {zone}")',
    '{has}。上のゾーンはほかで署名されています。署名する人が加える必要があります ("janus dnssec ds {zone}")',
  ],
  'await-given-delete': [
    '{has}: somebody else signs the zone above, and has to delete it ("janus dnssec ds {zone}")',
    '{has}。上のゾーンはほかで署名されています。署名する人が削除する必要があります ("janus dnssec ds {zone}")',
  ],
  'await-undelegated': [
    '{has}: the zone above has no NS of {zone} there; add them',
    '{has}。上のゾーンに {zone} の NS がありません。加えてください',
  ],
  'duty-add': ['a DS of {tags} ("janus dnssec ds {zone}")', '{tags} の DS があり ("janus dnssec ds {zone}")'],
  'duty-delete': ['none of {tags}', '{tags} の DS がない'],
  'duty-both': ['{add} and {remove}', '{add}、{remove}'],
  'duty-of-parent': [
    'the parent has to have {wants}: the CDS records of the zone ask for that; if the parent does not read them, tell the registrar',
    '親ゾーンに要る状態: {wants}。CDS で求めています。読まれない場合はレジストラに伝えてください',
  ],
})

export const { say } = own

/** With the messages that may stand inside one of these: why a child's DS stays, and why a key cannot be used. */
export const signedSays = { ...signSays, ...own.rows }

export const english = speaker(signedSays, 'en')
const japanese = speaker(signedSays, 'ja')

export function speakerOf(language: LanguageName): Speaker {
  return language === 'ja' ? japanese : english
}
