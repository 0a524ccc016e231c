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
  'ask-other-answer': ['{server} answers something else', '{server} の応答は別の質問へのものです'],
  'answers-with': ['{server} answers {rcode}', '{server} の応答は {rcode} です'],
  'answers-no-parent': [
    '{server} answers {rcode}, and not for the parent',
    '{server} の応答は {rcode} で、親ゾーンのものではありません',
  ],
  'answers-for-no-zone': ['{server} does not answer for the zone', '{server} はこのゾーンの権威ではありません'],
  'answers-for-no-parent': ['{server} does not answer for the parent', '{server} は親ゾーンの権威ではありません'],
  'answers-in-part': ['{server} gives a truncated answer', '{server} の応答は切り詰められています'],
  'answers-unproven': ['{server} has not validated its {type} records', '{server} は {type} を検証していません'],
  'answers-of-nobody': [
    'no zone that is signed here holds it, and no resolvers are named',
    'ここで署名するゾーンにはなく、リゾルバーの指定もありません',
  ],
  'told-says': ['{server} says {rcode}', '{server} の応答は {rcode} です'],
  'told-nowhere': [
    '{name} has no address to which the parent may lead us',
    '{name} に、親ゾーンが示してよいアドレスがありません',
  ],
  'server-no-address': ['{name} has no address', '{name} にアドレスがありません'],
  'no-address-of': ['{name}, a server of {zone}, has no address', '{zone} のサーバー {name} にアドレスがありません'],
  'no-server-of': ['{zone} has no server', '{zone} にサーバーがありません'],
  'servers-unfound': ['the servers of {zone} cannot be looked up ({why})', '{zone} のサーバーを調べられません ({why})'],
  'no-zone-above': ['no zone above it can be found', '上のゾーンが見つかりません'],
  'addresses-many': ['its servers have more than {count} addresses', 'サーバーのアドレスが {count} 個を超えています'],
  'sign-keys-unusable': [
    'the keys cannot be used: {why}; bring them back ("janus dnssec import" takes the copy) and run "janus reload", for no others are made',
    '鍵を使えません: {why}。ほかの鍵は作りません。鍵を戻して ("janus dnssec import" で控えを取り込めます)、"janus reload" を実行してください',
  ],
  'sign-keys-borrowed': [
    '{folder} leads to the keys of {zone}: give each zone a folder of its own',
    '{folder} は {zone} の鍵につながっています。ゾーンごとに別のフォルダーにしてください',
  ],
  'sign-keys-none': ['there are none in {folder}', '{folder} にありません'],
  'sign-lost-key': ['{algorithm} {tag} ({why})', '{algorithm} {tag} ({why})'],
  'sign-lost-kept': [
    'key {which} cannot be used: what it has signed of the keys is kept until that ends, and no key comes or goes; bring it back ("janus dnssec import" takes the copy), and run "janus reload"',
    '鍵 {which} を使えません。鍵への署名は期限まで残し、鍵は増減しません。鍵を戻して ("janus dnssec import" で控えを取り込めます)、"janus reload" を実行してください',
  ],
  'sign-lost-others': [
    'key {which} cannot be used, and the others sign in its place: bring it back ("janus dnssec import" takes the copy) and run "janus reload", or take its roll back with "janus dnssec roll {zone} --back"',
    '鍵 {which} を使えないため、ほかの鍵が代わりに署名します。鍵を戻して ("janus dnssec import" で控えを取り込めます) "janus reload" を実行するか、"janus dnssec roll {zone} --back" で交換を取り消してください',
  ],
  'sign-elsewhere': [
    'somebody else has signed what was served of it, and resolvers may trust those keys: import them ("janus dnssec import {zone} K*.private") and serve it from a source without signatures; where nobody trusts them, take it out of "sign", run "janus reload", and name it again',
    'これまで提供した内容はほかで署名されており、その鍵をリゾルバーが信頼しているかもしれません。鍵を取り込み ("janus dnssec import {zone} K*.private")、署名のないソースから提供してください。誰も信頼していなければ、"sign" から外して "janus reload" を実行し、もう一度書いてください',
  ],
  'sign-parent-has-key': [
    'the parent names a key of it ({server} has a DS): import that key, or have the DS removed',
    '親ゾーンがこのゾーンの鍵を示しています ({server} に DS があります)。その鍵を取り込むか、DS を削除してもらってください',
  ],
  'sign-parent-unasked': [
    'its parent cannot be asked: {why}; name its servers under "parents", or [] where it has none',
    '親ゾーンに問い合わせられません: {why}。サーバーを "parents" に書いてください。親がなければ [] とします',
  ],
  'sign-keys-unmade': ['keys cannot be made: {why}', '鍵を作れません: {why}'],
  'sign-keys-awaited': ['it waits for its first keys', '最初の鍵を待っています'],
  'sign-left': [
    'it was served signed, and is signed on: put it back under "sign", or run "janus dnssec withdraw {zone}"',
    '署名して提供してきたので、署名を続けます。"sign" へ戻すか、"janus dnssec withdraw {zone}" を実行してください',
  ],
  'roll-not-kept': ['how far its keys are cannot be kept: {why}', '鍵の進み具合を保存できません: {why}'],
  'sign-came-wrong': ['what came of signing it is wrong: {why}', '署名の結果が正しくありません: "{why}"'],
  'sign-not-kept': ['what was signed cannot be kept: {why}', '署名したものを保存できません: {why}'],
  'sign-signed-already': [
    'its source is signed already: take the signatures out of it, or delete the zone under "sign" and serve it as it comes',
    'ソースがすでに署名されています。署名を除くか、"sign" から外してそのまま提供してください',
  ],
  'sign-no-list': [
    'its entries end, so nobody can sign it, and it is served as it comes: delete its "leases", or run "janus dnssec withdraw {zone}"',
    '項目に期限があり署名できないため、署名なしで応答しています。"leases" を消すか、"janus dnssec withdraw {zone}" を実行してください',
  ],
  'sign-list-long': [
    'it is a list, which is signed as a zone, and has more than {most} records as one: what was signed last is served',
    'リストはゾーンとして署名しますが、レコードが {most} 件を超えています。最後に署名したものを提供しています',
  ],
  'sign-clock-behind': [
    'the clock says {now}, and something was signed at {record} already: set it right, or run "janus dnssec clock --accept"',
    '時計は {now} ですが、すでに {record} に署名しています。時計を合わせるか、"janus dnssec clock --accept" を実行してください',
  ],
  'sign-stuck': ['a key cannot be exchanged although it is time: {why}', '交換の時期ですが、鍵を交換できません: {why}'],
  'stuck-ways': [
    'run "janus dnssec roll {zone}", which exchanges all of its keys, or write "zsk-lifetime: never"',
    '"janus dnssec roll {zone}" ですべての鍵を交換するか、"zsk-lifetime: never" としてください',
  ],
  'stuck-not-made': [
    'no keys of algorithm {algorithm} are made here: {ways}',
    'アルゴリズム {algorithm} の鍵は作れません。{ways}',
  ],
  'stuck-several': ['it has keys of several algorithms: {ways}', '複数のアルゴリズムの鍵があります。{ways}'],
  'sign-why-hidden': [
    'it cannot be signed as it should be: who may see the whole server is told why',
    '正しく署名できません。理由は、サーバー全体を見られる人に示します',
  ],
  'child-why-hidden': ['who may see the whole server is told why', 'サーバー全体を見られる人に理由を示します'],
  'roll-unsigned': ['nothing of {zone} is signed here', '{zone} はここで署名していません'],
  'roll-no-keys': ['{zone} has no keys that can be used', '{zone} に使える鍵がありません'],
  'roll-no-keys-why': ['{zone} has no keys that can be used: {why}', '{zone} に使える鍵がありません: {why}'],
  'roll-leaving': [
    '{zone} is to be unsigned: put it back under "sign" first',
    '{zone} は署名をやめる途中です。先に "sign" へ戻してください',
  ],
  'roll-running': [
    'a roll of {zone} runs already, and key {tags} still goes: wait for its end ("janus dnssec {zone}"), or take it back with --back',
    '{zone} の鍵を交換中で、鍵 {tags} がまだ残っています。終わりを待つか ("janus dnssec {zone}")、--back で取り消してください',
  ],
  'roll-not-everywhere': [
    'key {tags} of {zone} is not in all caches yet: "janus dnssec {zone}" tells what is awaited',
    '{zone} の鍵 {tags} はまだすべてのキャッシュにありません。待っているものは "janus dnssec {zone}" で分かります',
  ],
  'roll-no-role': ['{zone} has no such key: --key {roles}', '{zone} にその鍵はありません: --key {roles}'],
  'roll-or': ['{one} or {other}', '{one} / {other}'],
  'roll-one-algorithm': [
    'all keys of {zone} have one algorithm: leave --key out to roll them all to {algorithm}',
    '{zone} の鍵はすべて同じアルゴリズムです。すべてを {algorithm} に交換するには --key を付けないでください',
  ],
  'roll-not-made': [
    'no keys of algorithm {algorithm} are made: take 13, 15 or 8',
    'アルゴリズム {algorithm} の鍵は作れません。13、15、8 のどれかにしてください',
  ],
  'roll-none': ['no roll of {zone} runs', '{zone} の鍵は交換中ではありません'],
  'roll-too-late': [
    'a key that would be needed again is gone already: let the roll of {zone} come to its end, and begin another',
    '戻すために要る鍵がもうありません。{zone} の交換を終わらせてから、次の交換を始めてください',
  ],
  'roll-no-key': [
    '{zone} has no such key: "janus dnssec {zone}" tells their tags',
    '{zone} にその鍵はありません。鍵のタグは "janus dnssec {zone}" で分かります',
  ],
  'roll-not-awaited': [
    'nothing of that kind is awaited of the key: "janus dnssec {zone}" tells what is',
    'その鍵について、それは待っていません。待っているものは "janus dnssec {zone}" で分かります',
  ],
  'roll-contradicted': ['it is otherwise at {servers}', '{servers} ではそうなっていません'],
  'roll-server': ['{server}', '{server}'],
  'roll-new-key': ['new {role} of algorithm {algorithm}', '新しい {role} (アルゴリズム {algorithm})'],
  'part-dnskey': ['DNSKEY', 'DNSKEY'],
  'part-krrsig': ['signature over the keys', '鍵への署名'],
  'part-zrrsig': ['signatures over the zone', 'ゾーンへの署名'],
  'part-ds': ['DS', 'DS'],
  'step-rumoured': ['{what} comes', '{what} を加えます'],
  'step-omnipresent': ['{what} is everywhere, in caches too', '{what} がキャッシュも含めて行き渡ります'],
  'step-unretentive': ['{what} goes', '{what} を除きます'],
  'step-hidden': ['{what} is gone everywhere, from caches too', '{what} がキャッシュからも消えます'],
  'await-there': ['{what} {tag} to be there', '{what} {tag} が現れること'],
  'await-gone': ['{what} {tag} to be gone', '{what} {tag} が消えること'],
  'await-until': [
    '{awaited}: seen so everywhere; caches forget until {until}',
    '{awaited}: すべてで確認しました。キャッシュから消えるのは {until} です',
  ],
  'await-unasked': ['nobody has been asked yet', 'まだ誰にも問い合わせていません'],
  'await-word-seen': [
    'nobody is to be asked ("parents: []"): run "janus dnssec seen {zone} {tag}" when it is so',
    '問い合わせ先がありません ("parents: []")。現れたら "janus dnssec seen {zone} {tag}" を実行してください',
  ],
  'await-word-gone': [
    'nobody is to be asked ("parents: []"): run "janus dnssec gone {zone} {tag}" when it is so',
    '問い合わせ先がありません ("parents: []")。消えたら "janus dnssec gone {zone} {tag}" を実行してください',
  ],
  'await-asked': ['asked {count}, so at {so}', '問い合わせ {count} 件中 {so} 件で確認'],
  'await-tags': ['{server} has {tags}', '{server} にあるのは {tags} です'],
  'await-no-tags': ['{server} has none', '{server} にはありません'],
  'await-has': ['{server} has it', '{server} にあります'],
  'await-has-not': ['{server} has it not', '{server} にありません'],
  'await-made': ['{has} yet', '{has} (まだ)'],
  'await-given-add': [
    '{has}, for the zone above comes there signed by somebody else: who signs it has to add it ("janus dnssec ds {zone}")',
    '{has}。上のゾーンはほかで署名されています。署名する人が加える必要があります ("janus dnssec ds {zone}")',
  ],
  'await-given-delete': [
    '{has}, for the zone above comes there signed by somebody else: who signs it has to delete it ("janus dnssec ds {zone}")',
    '{has}。上のゾーンはほかで署名されています。署名する人が削除する必要があります ("janus dnssec ds {zone}")',
  ],
  'await-undelegated': [
    '{has}, for the zone above has no NS of {zone} there: add them',
    '{has}。上のゾーンに {zone} の NS がありません。加えてください',
  ],
  'duty-add': ['a DS of {tags} ("janus dnssec ds {zone}")', '{tags} の DS があり ("janus dnssec ds {zone}")'],
  'duty-delete': ['none of {tags}', '{tags} の DS がない'],
  'duty-both': ['{add} and {remove}', '{add}、{remove}'],
  'duty-of-parent': [
    'the parent is to have {wants}: a CDS asks for that; where nobody reads it, tell the registrar',
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
