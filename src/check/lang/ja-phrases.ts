// 日本語の文面: what readers of zone files and checks say, in Japanese (phrases.ts).

import type { Phrases } from './phrases.ts'

/** What is wrong, as a whole sentence, and what to do about it. */
const messages: Phrases = {
  'read as zone {zone}': 'ゾーン {zone} として読みました',
  'cannot tell the zone of "{file}": digits alone name none; give --origin {zone}':
    '"{file}" がどのゾーンかわかりません: 数字だけではゾーンの名前になりません。--origin {zone} のように指定してください',
  'cannot read the line: "{mark}" begins no comment in a zone file':
    '行が読めません: ゾーンファイルのコメントは "{mark}" では始まりません',
  'cannot read "{word}": "{mark}" begins no comment in a zone file':
    '"{word}" が読めません: ゾーンファイルのコメントは "{mark}" では始まりません',
  'cannot read the line: "{word}" is no type, and it looks like a comment':
    '行が読めません: "{word}" という型はありません。コメントのように見えます',
  "cannot add a record of type {type}: it is no type of DNS records, but PowerDNS's own":
    '型 {type} のレコードは置けません: DNS の型ではなく、PowerDNS だけのものです',
  "cannot add a record of type {type}: it is no type of DNS records, but a provider's own":
    '型 {type} のレコードは置けません: DNS の型ではなく、事業者だけのものです',
  "cannot add a record of type {type}: it is no type of DNS records, but Windows DNS's own":
    '型 {type} のレコードは置けません: DNS の型ではなく、Windows DNS だけのものです',
  'write the addresses that it stands for as A and AAAA; below the apex a CNAME does':
    'それが指すアドレスを A と AAAA で書いてください。頂点より下なら CNAME でもかまいません',
  'let a web server redirect, and name it here': 'Web サーバに転送させ、そのサーバをここに書いてください',
  'leave the line out: nobody else looks names up in WINS':
    '行を消してください: WINS で名前を引くものはほかにありません',
  'and {count} more; --all shows them': 'ほかに {count} 件あります。--all ですべて見られます',
  'and {count} more in {files} files; --all shows them':
    'ほかに {files} ファイルで {count} 件あります。--all ですべて見られます',
  'cannot read the line: "{mark}" marks a conflict of two versions':
    '行が読めません: "{mark}" は二つの版の衝突のしるしです',
  'keep one of the two versions, and delete the marks': '一方の版を残し、しるしを消してください',
  'cannot read the line: it is the mark that ends files of DOS': '行が読めません: DOS のファイルの終わりのしるしです',
  'delete the line': '行を消してください',
  'cannot read the line: "{word}" is of a template': '行が読めません: "{word}" はテンプレートのものです',
  'check the file that the template makes': 'テンプレートから作られたファイルを調べてください',
  'cannot read the line: "{word}" has a no-break space in it': '行が読めません: "{word}" に改行しない空白があります',
  'write a plain blank in its place': 'ただの空白にしてください',
  'cannot read the line: "{address}" stands where a name has to':
    '行が読めません: 名前のはずのところに "{address}" があります',
  'write the name first: {name} A {address}': '名前を先に書いてください: {name} A {address}',
  'cannot read the file: it is {=what}, and no zone file':
    'ファイルが読めません: {what}で、ゾーンファイルではありません',
  'a program': 'プログラム',
  'HTML or XML': 'HTML か XML',
  'a text of a word processor': 'ワープロの文書',
  'a patch': 'パッチ',
  'a page of Markdown': 'Markdown の文書',
  'a directory entry, as Active Directory exports it': 'Active Directory が書き出すディレクトリの項目',
  'a table of PowerShell': 'PowerShell の表',
  'the output of the command host': 'host コマンドの出力',
  'a script for nsupdate': 'nsupdate に渡す指示',
  'data of tinydns': 'tinydns のデータ',
  'a configuration of dnsmasq': 'dnsmasq の設定',
  'a configuration of Unbound or NSD': 'Unbound か NSD の設定',
  'a configuration of Janus': 'Janus の設定',
  'a configuration of BIND': 'BIND の設定',
  'a file of Terraform': 'Terraform のファイル',
  'a configuration with blocks in braces': '波括弧で囲んだ設定',
  'a table with commas': 'コンマ区切りの表',
  'a list of hosts, as in /etc/hosts': '/etc/hosts のようなホストの一覧',
  'put the file itself there, or name "{target}" in the configuration':
    'ファイルそのものをそこに置くか、設定に "{target}" と書いてください',
  'give a zone file': 'ゾーンファイルを指定してください',
  'save it as plain text': 'ただのテキストとして保存してください',
  'apply it to the zone file, and check that': 'ゾーンファイルに当ててから、そのファイルを調べてください',
  'give what stands between its marks alone': '囲みのしるしの間だけを指定してください',
  'write the zone with dnscmd /ZoneExport, or transfer it with dig AXFR':
    'ゾーンを dnscmd /ZoneExport で書き出すか、dig AXFR で転送してください',
  'write the zone with Export-DnsServerZone': 'ゾーンを Export-DnsServerZone で書き出してください',
  'dig AXFR prints zones as zone files have them': 'dig AXFR ならゾーンファイルの形で出力します',
  'check the zone file that it changes': 'それが変えるゾーンファイルを調べてください',
  'transfer the zone from tinydns with dig AXFR, through axfrdns':
    'axfrdns を通して、dig AXFR で tinydns からゾーンを転送してください',
  'give a zone file: the one that zonefile: names': 'zonefile: に書かれたゾーンファイルを指定してください',
  'check it with janus check --config': 'janus check --config で調べてください',
  'give a zone file: the one that file names in it': 'その中の file に書かれたゾーンファイルを指定してください',
  'write the name first, then A or AAAA, then the address: www A 192.0.2.80':
    '名前、A か AAAA、アドレスの順に書いてください: www A 192.0.2.80',
  // 行と語
  'the origin "{written}" has no dot at its end: it becomes "{completed}"':
    'オリジン "{written}" の末尾に点がなく、"{completed}" になっています',
  'put the missing dot at its end': '末尾に、忘れた点を書いてください',
  'cannot read {=label} "": it is empty': '{label}が空です',
  'write a URI: "https://www.example.com/"': 'URI を書いてください: "https://www.example.com/"',
  'it has the dash "{dash}" of a word processor where a plain "-" is meant':
    'ただの "-" のはずのところに、ワープロの "{dash}" があります',
  'it has the quote "{quote}" of a word processor, which is a character of the text':
    'ワープロの引用符 "{quote}" があります。文字列の一部になります',
  'it has no quotes, so that all behind its first ";" is a comment':
    '引用符がないので、初めの ";" から後はコメントになっています',
  'it has a no-break space where a plain blank is meant': 'ただの空白のはずのところに、改行しない空白があります',
  'cannot read {=label}: it is missing, {=need}': '{label}がありません: {need}',
  'cannot read {=label} "{text}": it stands in quotes, {=need}': '{label} "{text}" が引用符で囲まれています: {need}',
  'cannot read {=label} "{text}": {=need}': '{label} "{text}" が読めません: {need}',
  'cannot read {=label}: it has {size} octets, 255 are the most': '{label}が {size} オクテットあります: 255 までです',
  'cannot read {=label}: it has an odd number of hexadecimal digits': '{label}の 16 進数の桁数が奇数です',
  'cannot read {=label}: its base64 is incomplete, the last group of four is short':
    '{label}の base64 が途中で終わっています: 最後の四文字組が足りません',
  'cannot read data: its length in octets is {size}, \\# promises {count}':
    'データは {size} オクテットですが、\\# では {count} オクテットになっています',
  'cannot read data: these octets are not the data of {type}': 'このオクテット列は {type} のデータになりません',
  'cannot read {=label}: {=why}': '{label}が読めません: {why}',
  'cannot read the data of {type}: this type has no text form':
    '{type} のデータが読めません: この型には文字での書き方がありません',
  'cannot read the data of {type}: it has {size} octets, {most} are the most':
    '{type} のデータが {size} オクテットあります: {most} までです',
  'cannot read "{word}": the data of {type} is complete before it':
    '"{word}" は余分です: {type} のデータはその前で終わっています',
  'write it as \\# length hex (RFC 3597 §5)': '\\# 長さ 16進数 の形で書いてください (RFC 3597 §5)',
  'a comment begins with ;': 'コメントは ; で始めます',
  '{type} has these fields in this order: {*form}': '{type} の項目はこの順です: {form}',
  'split it into several strings: "first part" "second part"':
    'いくつかの文字列に分けてください: "前の部分" "後の部分"',
  'remove the quotes around {text}': '{text} の引用符を取ってください',
  'cannot add parameter "{key}": it is there already': 'パラメータ "{key}" が二つあります',
  'cannot use parameter "no-default-alpn": "alpn" is missing beside it':
    'パラメータ "no-default-alpn" は使えません: "alpn" がありません',
  'cannot make "{key}" mandatory: the record has no such parameter':
    '"{key}" は必須 (mandatory) にできません: このレコードにそのパラメータがありません',

  // レコードの始まり
  'cannot read the record: it is empty': 'レコードが空です',
  'cannot read the record: it has no type before "{address}"': 'レコードが読めません: "{address}" の前に型がありません',
  'write A {address}': 'A {address} と書いてください',
  'write the type and the data behind it, as in A 192.0.2.1, or delete the line':
    'A 192.0.2.1 のように型とデータを後ろに書くか、行を消してください',
  'delete one of the two, and write the type there if it is missing':
    'どちらか一つを消し、型がなければそこに書いてください',
  'delete one $INCLUDE of this circle': 'この輪の中の $INCLUDE を一つ消してください',
  'cannot read the record: nothing follows the owner "{owner}"':
    'レコードが読めません: 名前 "{owner}" のあとに何もありません',
  'cannot read the record: it ends without a type after "{word}"':
    'レコードが読めません: "{word}" のあとに型がないまま終わっています',
  'cannot read the record: it has more than {most} words': 'レコードが読めません: 語が {most} 個より多くあります',
  'cannot read {=label} "{word}": it stands in quotes': '{label} "{word}" が引用符で囲まれています',
  'cannot read type "{word}": the record has its TTL already': '型 "{word}" が読めません: TTL はもう書いてあります',
  'cannot read type "{word}": the record has its class already': '型 "{word}" が読めません: クラスはもう書いてあります',
  'unknown type "{word}"': '"{word}" という型はありません',
  'write the directive in the first column': '指示は行の先頭から書いてください',
  'did you mean {guess}?': '{guess} のことですか?',
  'remove the blanks before it: an owner begins in the first column':
    '前の空白を取ってください: 名前は行の先頭から書きます',
  'write it in ASCII: it has a character that only looks like a letter or a blank':
    'ASCII で書いてください: 英字や空白に似ているだけの文字があります',
  'cannot read owner "{owner}": {=why}': '名前 "{owner}" が読めません: {why}',
  'cannot carry the owner over: no record stands before this one': '名前を引き継げません: この前にレコードがありません',
  'write the owner in the first column; @ is the origin': '名前を行の先頭から書いてください。@ はオリジンです',
  'cannot add a record of class {class}: the zone is of class IN':
    'クラス {class} のレコードは置けません: ゾーンのクラスは IN です',
  'write IN, or leave the class out': 'IN と書くか、クラスを省いてください',
  'cannot add a record of type {type}: it exists in messages only':
    '型 {type} のレコードは置けません: 問い合わせと応答の中だけの型です',
  'cannot read TTL "{ttl}": {=need}': 'TTL "{ttl}" が読めません: {need}',
  'cannot give the record a TTL: neither it, nor one before it, nor $TTL has one':
    'TTL が決まりません: このレコードにも、前のレコードにも、$TTL にもありません',
  'add a line "$TTL {ttl}" at the top of the file': 'ファイルの初めに "$TTL {ttl}" の行を加えてください',
  "no TTL is given: the SOA's minimum, {ttl}, serves for the records that have none":
    'TTL がどこにもありません: TTL のないレコードには SOA の最後の数 {ttl} が使われます',

  // 括弧と引用符
  'cannot read the text: its quotes are not closed on this line': '文字列が読めません: 引用符がこの行で閉じていません',
  'close them; a text over several lines is several texts, each in quotes, in one pair of parentheses':
    '閉じてください。何行にもわたる文字列は、行ごとに引用符で囲み、全体を一組の括弧に入れます',
  'cannot find the end of the record: the parenthesis is not closed':
    'レコードの終わりがわかりません: 括弧が閉じていません',
  'write ) behind the last word of the record': 'レコードの最後の語のあとに ) を書いてください',
  'cannot close a parenthesis: none is open': '括弧を閉じられません: 開いている括弧がありません',
  'remove the ), or write ( behind the type of the record': ') を消すか、レコードの型のあとに ( を書いてください',

  // 指示
  'cannot read {directive}: a word is missing': '{directive} が読めません: 語が足りません',
  'cannot read {directive}: nothing may follow "{word}"': '{directive} が読めません: "{word}" のあとには何も書けません',
  // biome-ignore-start lint/suspicious/noTemplateCurlyInString: $GENERATE has them
  'cannot read "${text}": an offset, a width up to {most} and a base are needed':
    '"${text}" が読めません: ずらす数、{most} までの桁数、基数を書いてください',
  'write as in ${0,3,d}: offset, width, one of d o x X n N':
    '${0,3,d} のように、ずらす数、桁数、d o x X n N の一つを書いてください',
  // biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above
  'write as in {usage}': '{usage} のように書いてください',
  'unknown directive "{name}"': '"{name}" という指示はありません',
  'there are {names}; a name that begins with $ is written \\$':
    'あるのは {names} です。$ で始まる名前は \\$ と書きます',
  'cannot read range "{range}": {=why}': '範囲 "{range}" が読めません: {why}',
  'cannot generate from "{text}": a negative number can be written in base d only':
    '"{text}" から作れません: 負の数は d (10 進) でしか書けません',
  'cannot generate records: type and rdata are missing': 'レコードを作れません: 型とデータがありません',
  'cannot generate records: rdata "{rdata}" has to be one word':
    'レコードを作れません: データ "{rdata}" は一語で書きます',
  'put it in quotes: "{text}"': '引用符で囲んでください: "{text}"',
  'cannot read the generated record': '作られたレコードが読めません',
  '{=message} (at {value})': '{message} (番号 {value} で)',
  'cannot read name "{name}": {=why}': '名前 "{name}" が読めません: {why}',
  'cannot hide "{type}": there is no such type of record': '"{type}" は隠せません: そういう型はありません',
  'cannot read file name "{name}"': 'ファイル名 "{name}" が読めません',
  'cannot include "{file}": it includes itself: {files}':
    '"{file}" は取り込めません: 自分自身を取り込んでいます: {files}',
  'cannot include "{file}": {=why}': '"{file}" は取り込めません: {why}',
  'move the file into the folder of the zone file, and write its path relative to the file that includes it':
    'ファイルをゾーンファイルのフォルダに移し、取り込む側のファイルから見た相対パスで書いてください',
  'cannot read origin "{name}": {=why}': 'オリジン "{name}" が読めません: {why}',
  'cannot use "*" beside other views: it stands for all':
    '"*" はほかのビューと並べられません: すべてのビューを表します',
  'write $VIEW *': '$VIEW * と書いてください',
  'cannot use the view "{view}": there is no such view': 'ビュー "{view}" はありません',
  'the views are: {views}': 'ビューは {views} です',

  // ファイル
  'cannot read a zone from "{file}": it has no records': '"{file}" からゾーンを読めません: レコードがありません',
  'cannot read "{file}" as one zone: it has lines that are for one view':
    '"{file}" は一つのゾーンとして読めません: 一つのビューだけの行があります',
  'say for which view it is to be read': 'どのビューとして読むかを指定してください',
  'cannot read "{file}": {=why}': '"{file}" が読めません: {why}',
  'save it as UTF-8': 'UTF-8 で保存してください',
  'more than {most} problems: what follows was not read': '問題が {most} 件を超えました: この先は読んでいません',
  'cannot tell which zone "{file}" is: it has no absolute SOA owner, no $ORIGIN, and a file name that is no domain name':
    '"{file}" がどのゾーンかわかりません: 点で終わる SOA の名前も $ORIGIN もなく、ファイル名もドメイン名ではありません',
  'say it with --origin NAME': '--origin NAME で指定してください',
  'cannot read "{file}": {reason}': '"{file}" が読めません: {reason}',
  'cannot load "{file}": {reason}': '"{file}" を読み込めません: {reason}',

  // 重ねた面
  'cannot make this face: the one that it is made from has errors':
    'このビューのゾーンを作れません: もとになる版に誤りがあります',
  'cannot make this face: the one that it is made from was signed elsewhere':
    'このビューのゾーンを作れません: もとになる版は、ほかで署名されています',
  'make the face before it is signed, or take the signatures and keys out of the one that it is made from':
    '署名する前にこの版を作るか、もとになる版から署名と鍵を取り除いてください',
  'cannot lay this over the zone: it was signed elsewhere, and no signature would hold for what is changed':
    'ゾーンにこれは重ねられません: ほかで署名されていて、変えたところに合う署名がありません',
  'the signature': 'その署名',
  'put the zone together before it is signed, or take the signatures and keys out of it':
    '署名する前にゾーンを組み立てるか、署名と鍵を取り除いてください',
  'cannot add a PTR to "{zone}": {=why}': '"{zone}" に PTR を補えません: {why}',
  'cannot add {count} PTRs to "{zone}": {=why}': '"{zone}" に {count} 件の PTR を補えません: {why}',
  'it was signed elsewhere, and no signature would hold for what is added':
    'ほかで署名されていて、加えたものに合う署名がありません',
  'it has a digest of all its data (ZONEMD), which would not hold any more':
    'すべてのデータのダイジェスト (ZONEMD) があり、それが合わなくなります',
  'write them into its file before it is signed, or take the zone out of `reverse`':
    '署名する前にファイルに書くか、このゾーンを `reverse` から外してください',
  'mend that one first': '先にそちらを直してください',
  'nothing to hide: the layer below has no "{name}" and what lies below it':
    '隠すものがありません: 下の層に "{name}" もその下の名前もありません',
  'nothing to hide: the layer below has no "{name}"': '隠すものがありません: 下の層に "{name}" がありません',
  'nothing to hide: the layer below has no {=what}': '隠すものがありません: 下の層に{what}がありません',
  '{type} of "{name}" and what lies below it': ' "{name}" とその下の名前の {type} ',
  '{type} of "{name}"': ' "{name}" の {type} ',
  'correct the name, or delete the line': '名前を直すか、この行を消してください',
  'nothing to add {type} to: the layer below has no "{name}"':
    '{type} を加える先がありません: 下の層に "{name}" がありません',
  'correct the name, or write a plain line for a new name': '名前を直すか、新しい名前なら普通の行で書いてください',
  'nothing to replace: the layer below has "{name}", but no {type} there':
    '置き換えるものがありません: 下の層に "{name}" はありますが、{type} はありません',
  'correct the name, or write $ADD before the line where something new is meant':
    '名前を直すか、新しく加えるのなら行の前に $ADD を書いてください',
  'the {type} of "{name}" takes the place of the very same one': '"{name}" の {type} を、同じものに置き換えています',
  'delete it: it would stay behind when the one below changes':
    '消してください: 下の層が変わっても、これだけ古いまま残ります',
  'the one below': '下の層のもの',

  // メールの道筋
  'mail for "{name}" comes in from outside and stops at the gateway: the name has {=what} in the view {view}':
    '"{name}" あてのメールは外から入り、ゲートウェイで止まります: ビュー {view} でこの名前には{what}',
  'no MX': 'MX がありません',
  'a null MX': '空の MX (MX 0 .) しかありません',
  'give it an MX there that names the host': 'そこに、ホストを指す MX を加えてください',
  'mail for "{name}" goes past the gateway in the view {view}: its MX is "{target}"':
    '"{name}" あてのメールが、ビュー {view} ではゲートウェイを通りません: MX が "{target}" です',
  'write MX 10 {gateway}, and nothing beside it': 'MX 10 {gateway} だけを書いてください',
  'mail for "{name}" runs in a circle: in the view {view} its MX "{target}" is a gateway':
    '"{name}" あてのメールが輪を描きます: ビュー {view} の MX "{target}" はゲートウェイです',
  'name the host that keeps the mail': 'メールを受け取るホストを書いてください',
  'mail for "{name}" cannot be delivered: "{target}" has {=what} in the view {view}':
    '"{name}" あてのメールが届きません: ビュー {view} で "{target}" には{what}',
  'give {target} an A record in that view': 'そのビューで {target} に A レコードを加えてください',
  'receivers may reject mail of "{name}": its SPF policy in the view {view} leaves out the gateway {addresses}':
    '"{name}" からのメールが受信側で拒否されることがあります: ビュー {view} の SPF ポリシーにゲートウェイ {addresses} がありません',
  'add {terms} to it': 'ポリシーに {terms} を加えてください',
  'the gateway "{name}" has {=what} in the view {view}': 'ビュー {view} でゲートウェイ "{name}" には{what}',
  'give it an A record there, or correct the name': 'そこに A レコードを加えるか、名前を直してください',
  '"{name}" leads to {addresses} in the view {view}, not to the gateway there':
    'ビュー {view} で "{name}" は {addresses} を指し、そこのゲートウェイではありません',
  'give it the addresses of {names} in that view': 'そのビューで {names} のアドレスを書いてください',
  '{message}; it was allowed until {date}: {reason}': '{message}。{date} まで認められていました: {reason}',

  // 規則を黙らせるコメント
  'the comment silences a rule and does not say why': '規則を黙らせるコメントに理由がありません',
  'write "; {word} RULE: reason"': '"; {word} 規則: 理由" と書いてください',
  'there is no rule "{rule}" to be silenced': '黙らせる規則 "{rule}" はありません',
  'zonecheck --rules lists all': 'zonecheck --rules で一覧を見られます',
  'zonecheck --rules lists all rules': 'zonecheck --rules で規則の一覧を見られます',
  'cannot silence "{rule}": it is an error, and the zone is refused':
    '"{rule}" は黙らせられません: エラーなので、ゾーンは読み込まれません',
  'mend what it says, and delete the comment': '指摘されたところを直し、コメントを消してください',
  'nothing is silenced: "{rule}" finds nothing here': '何も黙らせていません: "{rule}" に当たるものはここにありません',
  'delete the comment': 'コメントを消してください',
  'cannot make "{rule}" {=severity}: {=why}': '"{rule}" は{severity}にできません: {why}',
  'cannot use the baseline "{file}": it was not written by --write-baseline':
    'ベースライン "{file}" は使えません: --write-baseline で書いたものではありません',
  'cannot read the baseline "{file}": {=why}': 'ベースライン "{file}" が読めません: {why}',
  'cannot write the baseline "{file}": {=why}': 'ベースライン "{file}" に書けません: {why}',
  'cannot make the rule "{rule}" {=severity}: {=why}': '規則 "{rule}" は{severity}にできません: {why}',
}

/** What a word of a record should be, or why it is not. */
const reasons: Phrases = {
  'a domain name is needed': 'ドメイン名を書いてください',
  'it begins with a dot': '点で始まっています',
  'it has an empty label': '点が続いています',
  'it is empty': '空です',
  'a label is longer than 63 octets': '点と点のあいだが 63 オクテットより長くなっています',
  'it is longer than 255 octets': '255 オクテットより長くなっています',
  'it is longer than 255 octets when completed with {origin}': '{origin} を補うと 255 オクテットより長くなります',
  'a backslash must stand before one character or before three digits up to 255':
    '\\ のあとには、一文字か、255 までの三桁の数字を書いてください',
  'an IPv4 address such as 192.0.2.1 is needed': '192.0.2.1 のような IPv4 アドレスを書いてください',
  'an IPv6 address stands in an AAAA record': 'IPv6 アドレスは AAAA レコードに書きます',
  'an IPv6 address such as 2001:db8::1 is needed': '2001:db8::1 のような IPv6 アドレスを書いてください',
  'an IPv4 address stands in an A record': 'IPv4 アドレスは A レコードに書きます',
  'an IPv6 address such as ::1 is needed': '::1 のような IPv6 アドレスを書いてください',
  'a prefix such as 1:192.0.2.0/24 is needed': '1:192.0.2.0/24 のような範囲を書いてください',
  'its length in octets is {size}, that of type {type} is {wanted}':
    '{size} オクテットありますが、種類 {type} では {wanted} です',
  'its length in octets is {size}, {least} is the least': '{size} オクテットしかありません。{least} 以上です',
  'base32hex (digits and letters A to V) is needed': 'base32hex (数字と A から V) を書いてください',
  'an even number of hexadecimal digits is needed': '16 進数を偶数桁で書いてください',
  'base64 is needed': 'base64 を書いてください',
  'base64 in one word is needed': 'base64 を一語で書いてください',
  'up to 255 octets in hexadecimal, or - for none, are needed':
    '255 オクテットまでの 16 進数か、なければ - を書いてください',
  'a type such as MX is needed': 'MX のような型を書いてください',
  'a type such as MX or TYPE65280 is needed': 'MX や TYPE65280 のような型を書いてください',
  'a type from 1 to 127 is needed': '番号が 1 から 127 の型を書いてください',
  'type {type} is unknown, 0 to 3 are known': '種類 {type} はありません。0 から 3 です',
  'type 0 says there is none, written as a dot': '種類 0 は「なし」です。点を書いてください',
  'it has more than 255 octets': '255 オクテットより長くなっています',
  'it has more than 65535 octets': '65535 オクテットより長くなっています',
  '0x and an even number of hexadecimal digits are needed': '0x と偶数桁の 16 進数を書いてください',
  '+ and digits, or an even number of hexadecimal digits, are needed': '+ と数字か、偶数桁の 16 進数を書いてください',
  'a decimal number is needed': '小数を書いてください',
  'four digits or more are needed': '四桁以上の数字を書いてください',
  'degrees up to {most}, minutes, seconds and {plus} or {minus} are needed':
    '{most} までの度、分、秒と、{plus} か {minus} を書いてください',
  'metres from {least} to {most} are needed': '{least} から {most} までのメートルを書いてください',
  'an identifier such as {example} is needed': '{example} のような識別子を書いてください',
  'a number of seconds or a span such as 1h30m is needed': '秒数か、1h30m のような時間を書いてください',
  'a number from 0 to {most} or a known name is needed': '0 から {most} までの数か、決まった名前を書いてください',
  'a number of octets from 0 to {most} is needed': '0 から {most} までのオクテット数を書いてください',
  'a number from 0 to {most} is needed': '0 から {most} までの数を書いてください',
  'a port from 0 to 65535 or the name of a service is needed':
    '0 から 65535 のポートか、サービスの名前を書いてください',
  'a time such as 20260131235959 or a number of seconds is needed':
    '20260131235959 のような時刻か、秒数を書いてください',
  'text in quotes is needed': '引用符で囲んだ文字列を書いてください',
  'letters and digits such as issue are needed': 'issue のように英数字で書いてください',
  'key or key="value" is needed': 'key か key="値" の形で書いてください',
  '"{key}" is no known key': '"{key}" というキーはありません',
  'write {key}, with the octets of its value': '{key} と書き、値はオクテットで書いてください',
  'write key and its number, as in key65280="…"; names known here are {keys}':
    'key65280="…" のように key と番号で書いてください。名前で書けるのは {keys} です',
  'numbers of TLS groups such as 29,23, each once, are needed':
    '29,23 のような TLS グループの番号を、それぞれ一度だけ書いてください',
  'the segments of a path, with commas between, each of 1 to 255 octets, are needed':
    'パスの各部分 (1 から 255 オクテット) をコンマで区切って書いてください',
  'an escape or a quote in its value is wrong': '値の中の \\ か引用符に誤りがあります',
  'its value has more than 65535 octets': '値が 65535 オクテットより長くなっています',
  'it has no value': '値は書きません',
  'other keys, each once, are needed': 'ほかのキーを、それぞれ一度だけ書いてください',
  'protocols of 1 to 255 octets are needed': '1 から 255 オクテットのプロトコル名を書いてください',
  'IPv4 addresses are needed': 'IPv4 アドレスを書いてください',
  'IPv6 addresses are needed': 'IPv6 アドレスを書いてください',
  'a path with the variable {?dns}, a template of RFC 6570, is needed':
    '変数 {?dns} のあるパスを、RFC 6570 のテンプレートとして書いてください',
  'a domain name is needed, not a URL': 'URL ではなく、ドメイン名を書いてください',
  'write the name alone, {name}': '名前だけを {name} と書いてください',
  'seconds up to {most} or numbers with units as in 1h30m are needed':
    '{most} までの秒数か、1h30m のような単位付きの数を書いてください',
  'start-stop or start-stop/step is needed, as in 1-100':
    '1-100 のように、始め-終わり または 始め-終わり/間隔 を書いてください',
  '{most} is the most': '{most} までです',
  'it ends before it starts': '終わりが始めより前です',
  'a step of 0 never ends': '間隔が 0 では終わりません',
  'it makes {count} records, {most} are the most': '{count} 件のレコードになります。{most} 件までです',
  'the zone generates more than {most} records': 'ゾーン全体で {most} 件より多く作ることになります',
  '$GENERATE and files included again make more than {most} octets of text':
    '$GENERATE と繰り返し取り込むファイルから {most} オクテットより多いテキストができます',
  'files include one another {depth} deep': '取り込みが {depth} 段も重なっています',
  'the zone includes more than {most} files': '取り込むファイルが {most} 個を超えました',
  'the zone has more than {most} octets of text': 'ゾーンのテキストが {most} オクテットを超えました',
  'an absolute path': '絶対パスです',
  'it lies outside the folder of the zone file': 'ゾーンファイルのフォルダの外にあります',
  'it is a link that leads out of its folder': 'フォルダの外を指すリンクです',
  'it is a folder': 'フォルダです',
  'it is a FIFO': 'FIFO です',
  'it is a socket': 'ソケットです',
  'it is a device': 'デバイスです',
  'it has {size} octets, the limit is {most}': '{size} オクテットあります。{most} までです',
  'no such file': 'ファイルがありません',
  'a part of the path is not a folder': 'パスの途中がフォルダではありません',
  'permission denied': '権限がありません',
  'its symbolic links lead in a circle': 'シンボリックリンクが輪になっています',
  'the path is too long': 'パスが長すぎます',
  'too many open files': '開いているファイルが多すぎます',
  'the file system is read-only': 'ファイルシステムは読み取り専用です',
  'no space is left': '空き容量がありません',
  'it is not text: it holds a NUL octet': 'テキストではありません。NUL があります',
  'it is UTF-16 text': 'UTF-16 のテキストです',
  'an alias instead of an address': 'アドレスではなく別名があります',
  'an IPv6 address only': 'IPv6 アドレスしかありません',
  'no address': 'アドレスがありません',
  'there is no such rule': 'そういう規則はありません',
  'it is an error always, since a zone that breaks it is refused':
    'いつもエラーです。これに反するゾーンは読み込まれません',
}

/** What rules put into their sayings. */
const parameters: Phrases = {
  'the view {view}': 'ビュー {view}',
  'the public view': '公開のビュー',
  'the other view': 'もう一つのビュー',
  'only names below it exist': '下の名前だけがあります',
  'it has only {types}': '{types} だけがあります',

  '"{label}" has a hyphen at its end': '"{label}" の端がハイフンです',
  '"{label}" has "{strange}" in it': '"{label}" に "{strange}" があります',

  '"this network", {range}': '「このネットワーク」 {range}',
  'private, {range}': '組織内用 {range}',
  'shared by carriers, {range}': '通信事業者の共有用 {range}',
  'this very host, {range}': '自分自身 {range}',
  'link-local, {range}': 'リンクローカル {range}',
  'for documentation, {range}': '文書の例用 {range}',
  'for measurements, {range}': '測定用 {range}',
  'for protocols, {range}': 'プロトコル用 {range}',
  'for translation, {range}': 'アドレス変換用 {range}',
  'thrown away on its way, {range}': '途中で捨てられるもの {range}',
  'for the segments of routes, {range}': '経路の区間用 {range}',
  '6to4 of a special IPv4 address, {range}': '特別な IPv4 アドレスの 6to4 {range}',
  'multicast, {range}': 'マルチキャスト {range}',
  'reserved, {range}': '予約済み {range}',
  'an IPv4 address in IPv6 form, {range}': 'IPv6 の形をした IPv4 アドレス {range}',
  'unspecified or obsolete, {range}': '未指定または廃止 {range}',
  'withdrawn, {range}': '廃止 {range}',

  'it was never in wide use': '広く使われたことがありません',
  'delete the record': 'レコードを消してください',
  'mail servers ask for MX only (RFC 5321 §5.1)': 'メールサーバは MX しか問い合わせません (RFC 5321 §5.1)',
  'write an MX, or delete the record': 'MX を書くか、レコードを消してください',
  'DNSSEC has DNSKEY, RRSIG and NSEC in its place (RFC 3755)':
    'いまの DNSSEC では DNSKEY、RRSIG、NSEC を使います (RFC 3755)',
  'receivers read SPF from TXT only (RFC 7208 §3.1)': '受信側は SPF を TXT からしか読みません (RFC 7208 §3.1)',
  'write TXT in place of SPF': 'SPF の代わりに TXT と書いてください',
  'join the policies into one TXT record': '一つの TXT レコードにまとめてください',
  'AAAA has taken its place (RFC 6563)': 'いまは AAAA を使います (RFC 6563)',
  'write an AAAA record': 'AAAA レコードを書いてください',
  'nobody may rely on it (RFC 1123 §2.2)': 'だれも当てにしてはならない型です (RFC 1123 §2.2)',
  'LOC has taken its place (RFC 1876)': 'いまは LOC を使います (RFC 1876)',
  'write a LOC record': 'LOC レコードを書いてください',
  'DLV was closed (RFC 8749)': 'DLV は終了しました (RFC 8749)',
  'give the DS to the zone above, and delete the record': '親のゾーンに DS を登録し、このレコードを消してください',

  'it does not begin with v=DKIM1': 'v=DKIM1 で始まっていません',
  'it does not begin with v=DMARC1': 'v=DMARC1 で始まっていません',
  'it does not begin with v=STSv1': 'v=STSv1 で始まっていません',
  'it does not begin with v=TLSRPTv1': 'v=TLSRPTv1 で始まっていません',
  'the key type "{type}" is neither rsa nor ed25519': '鍵の種類 "{type}" は rsa でも ed25519 でもありません',
  'it has no key: "p=" is missing': '鍵 "p=" がありません',
  'its key is no base64': '鍵が base64 になっていません',
  'an ed25519 key has 32 octets, not {size}': 'ed25519 の鍵は 32 オクテットですが、{size} オクテットあります',
  'its key is no RSA key': '鍵が RSA の鍵ではありません',
  'it has neither a policy, such as p=none or p=reject, nor an address for reports':
    'p=none や p=reject のようなポリシーも、報告を受け取るアドレスもありません',
  '"{tag}" is no tag of DMARC': 'DMARC に "{tag}" というタグはありません',
  '"{tag}={value}" is not possible: write {=need}': '"{tag}={value}" とは書けません。{need} と書いてください',
  DMARC1: 'DMARC1',
  'none, quarantine or reject': 'none, quarantine, reject のどれか',
  'a number from 0 to 100': '0 から 100 までの数',
  'r or s': 'r か s',
  '0, 1, d and s, with colons between': '0, 1, d, s を、間に : を入れて',
  'the format afrf': '形式 afrf',
  'a number of seconds': '秒数',
  'addresses as in mailto:postmaster@example.com': 'mailto:postmaster@example.com のようなアドレス',
  'y or n': 'y か n',
  'y, n or u': 'y, n, u のどれか',
  'there is nothing between two semicolons': 'セミコロンが続いています',
  '"{tag}" is no tag=value': '"{tag}" が タグ=値 の形ではありません',
  'the tag "{tag}" stands in it twice': 'タグ "{tag}" が二つあります',
  'nothing may stand before "v=spf1"': '"v=spf1" の前には何も書けません',
  'a blank is missing behind "v=spf1"': '"v=spf1" のあとに空白がありません',
  'the strings of a record are joined without blanks, and "v=spf1" needs one behind it':
    'レコードの文字列は空白なしでつながります。"v=spf1" のあとには空白が要ります',
  '"{name}=" stands in it twice': '"{name}=" が二つあります',
  '"{term}" stands behind "all" and is never looked at': '"{term}" は "all" のあとにあり、見られることがありません',
  '"{term}" stands beside "all" and is never looked at': '"{term}" は "all" と並んでいるので、見られることがありません',
  '"{term}" is never looked at: write {mechanism}': '"{term}" は見られることがありません。{mechanism} と書いてください',
  '"{term}" holds an address in place of a name: write {name}':
    '"{term}" には名前ではなくアドレスがあります。{name} と書いてください',
  '"{term}" has a macro that cannot be read': '"{term}" に読めないマクロがあります',
  '"{term}" does not name a whole domain: the name goes on, as in mail.example.com':
    '"{term}" の名前が途中で終わっています。mail.example.com のように最後まで書いてください',
  '"{term}" names no domain': '"{term}" はドメインの名前になっていません',
  '"{term}" names nothing: write {name}:NAME': '"{term}" に名前がありません。{name}:名前 と書いてください',
  '"{term}" names nothing': '"{term}" に名前がありません',
  '"{term}" has something behind "all"': '"{term}" の "all" のあとに余分な文字があります',
  '"{term}" cannot be read': '"{term}" が読めません',
  '"{term}" is no mechanism of SPF{=hint}': 'SPF に "{term}" という機構はありません{hint}',
  ': write ip4': '。ip4 と書いてください',
  ': write ip6': '。ip6 と書いてください',
  ': write include': '。include と書いてください',
  '"{term}" holds no IP address': '"{term}" に IP アドレスがありません',
  '"{term}" holds an IPv4 address: write ip4': '"{term}" のアドレスは IPv4 です。ip4 と書いてください',
  '"{term}" holds an IPv6 address: write ip6': '"{term}" のアドレスは IPv6 です。ip6 と書いてください',
  '"{term}" has a bad prefix length: write 0 to {most}, without zeros before it':
    '"{term}" のプレフィックス長に誤りがあります。0 から {most} までを、前に 0 を付けずに書いてください',
  'it has no id': 'id がありません',
  'the id "{id}" is not of 1 to 32 letters and digits': 'id "{id}" は 1 から 32 文字の英数字ではありません',
  'it does not say where reports go: "rua=" is missing': '報告の送り先 "rua=" がありません',
  '"rua={uri}" is neither mailto: nor https:': '"rua={uri}" は mailto: でも https: でもありません',
  '"{uri}" is neither mailto: nor https:': '"{uri}" は mailto: でも https: でもありません',

  'the property "{tag}" is unknown': '"{tag}" という項目はありません',
  'the flags {flags} are neither 0 nor 128': 'フラグ {flags} は 0 でも 128 でもありません',
  '"{value}" is no domain of a certification authority': '"{value}" は認証局のドメインではありません',
  'no parameter stands behind a semicolon': 'セミコロンの後にパラメータがありません',
  '"{value}" is no parameter, which is a name, = and a value without blanks':
    '"{value}" はパラメータではありません。パラメータは、名前、= と、空白のない値です',
  'its flags lack the zone flag (256)': 'フラグにゾーンの鍵の印 (256) がありません',
  'its protocol is not 3': 'プロトコルが 3 ではありません',
  'it is revoked': '失効しています',
  'it has neither an expression nor a name': '正規表現も名前もありません',
  'it has an expression and a name': '正規表現と名前の両方があります',
  '"{mark}" cannot stand between the parts of an expression': '"{mark}" は正規表現の区切りになりません',
  'the expression does not have "{mark}" three times': '正規表現に区切り "{mark}" が三つありません',
  '"{text}" stands behind the expression, where only i may': '正規表現のあとに "{text}" があります。i だけが許されます',
  '"{text}" is no regular expression': '"{text}" は正規表現ではありません',
  '"{reference}" means a part in parentheses, and there are {count}':
    '"{reference}" は括弧の部分を指しますが、括弧は {count} 組です',
  'the usage {value} is not defined, 0 to 3 are': '用途 {value} はありません。0 から 3 です',
  'the selector {value} is not defined, 0 and 1 are': 'セレクタ {value} はありません。0 か 1 です',
  'the matching type {value} is not defined, 0 to 2 are': '照合の種類 {value} はありません。0 から 2 です',
  'its digest has {size} octets, one of matching type {type} has {wanted}':
    'ダイジェストが {size} オクテットですが、照合の種類 {type} では {wanted} です',
}

/** What the commands write around findings. */
const frame: Phrases = {
  error: 'エラー',
  warning: '警告',
  info: '参考',
  off: '無効',
  fix: '直し方',
  see: '参照',
  'See {rfc}.': '{rfc} を参照。',
  'no problems': '問題はありません',
  'reading {file}: {percent} %': '{file} を読んでいます: {percent} %',
  'reading {count} files': '{count} ファイルを読んでいます',
  'reading {file}': '{file} を読んでいます',
  'checking {count} files': '{count} ファイルを調べています',
  'checking {file}': '{file} を調べています',
  '{*found} in {=where}': '{found} ({where})',
  '1 error': 'エラー 1 件',
  '{count} errors': 'エラー {count} 件',
  '1 warning': '警告 1 件',
  '{count} warnings': '警告 {count} 件',
  '1 remark with --info': '--info で参考が 1 件',
  '{count} remarks with --info': '--info で参考が {count} 件',
  '1 remark': '参考 1 件',
  '{count} remarks': '参考 {count} 件',
  '1 file': '1 ファイル',
  '{count} files': '{count} ファイル',
  '1 zone': '1 ゾーン',
  '{count} zones': '{count} ゾーン',
  '1 view': '1 ビュー',
  '{count} views': '{count} ビュー',
  '{=zones} in {=views}, {=faces} refused': '{zones} ({views})、うち {faces}は読み込めません',
  'zone face': '面',
  '1 zone face': '1 面',
  '{count} zone faces': '{count} 面',
  'the canary "{canary}" gets {got}: it expects {expected}':
    'カナリア "{canary}" の答えが {got} です: 期待は {expected} です',
  'repair the zone, or what the canary expects: a reload would be refused':
    'ゾーンか、カナリアの期待を直してください: このままでは再読み込みが拒まれます',
  'let the user {user} enter the folder {folder}, which is {mode}':
    'ユーザー {user} がフォルダ {folder} ({mode}) に入れるようにしてください',
  'let the user {user} enter the folder {folder}': 'ユーザー {user} がフォルダ {folder} に入れるようにしてください',
  'let the user {user} read {file}, which is {mode}': 'ユーザー {user} が {file} ({mode}) を読めるようにしてください',
  'let the user {user} read {file}': 'ユーザー {user} が {file} を読めるようにしてください',
  '1 finding': '指摘 1 件',
  '{count} findings': '指摘 {count} 件',
  'nothing can be mended without thought': '考えずに直せるものはありません',
  'Mend {=what}?': '{what} を直しますか?',
  'say so with --yes': '直すには --yes を付けてください',
  'nothing was written': '何も書いていません',
  'cannot mend "{=file}": it was changed meanwhile': '"{file}" を直せません: その間に変更されました',
  'cannot write "{=file}": {why}': '"{file}" に書けません: {why}',
  'mended {=what}; count the serial up': '{what} を直しました。シリアル番号を増やしてください',
  '({*notes})': '({notes})',
  '{count} in the baseline': 'ベースラインに {count} 件',
  '{count} written to the baseline': 'ベースラインに {count} 件を書きました',
  '{count} too many for it': '{count} 件は多すぎて書けません',
  'the first is shown': '初めの 1 件だけを示しています',
  'the first {count} are shown': '初めの {count} 件だけを示しています',
  '{count} not shown with --quiet': '--quiet で {count} 件を省いています',
}

/** The names of fields. */
const labels: Phrases = {
  address: 'アドレス',
  'address suffix': 'アドレスの後半',
  algorithm: 'アルゴリズム',
  altitude: '高度',
  'canonical name': '本当の名前',
  certificate: '証明書',
  'certificate data': '証明書のデータ',
  class: 'クラス',
  directive: '指示',
  'certificate usage': '証明書の用途',
  coding: '符号化',
  CPU: 'CPU',
  data: 'データ',
  digest: 'ダイジェスト',
  'digest type': 'ダイジェストの種類',
  'discovery optional': '探索の要否',
  enterprise: '企業番号',
  'error mailbox': 'エラーの宛先',
  exchange: 'メールサーバ',
  exchanger: '交換先',
  expire: '期限 (expire)',
  fingerprint: '指紋',
  'fingerprint type': '指紋の種類',
  flags: 'フラグ',
  gateway: 'ゲートウェイ',
  'gateway type': 'ゲートウェイの種類',
  'hash algorithm': 'ハッシュの種類',
  'horizontal precision': '水平精度',
  host: 'ホスト',
  'host identity tag': 'ホスト識別タグ',
  identifier: '識別子',
  information: '情報',
  'intermediate host': '中継ホスト',
  iterations: '反復回数',
  'key tag': '鍵タグ',
  labels: 'ラベル数',
  latitude: '緯度',
  length: '長さ',
  location: '場所',
  locator: '位置指示子',
  'locator name': '位置指示子の名前',
  longitude: '経度',
  'mail destination': 'メールの宛先',
  'mail forwarder': 'メールの転送先',
  'mail group member': 'メールグループの一員',
  mailbox: 'メールボックス',
  'mailbox host': 'メールボックスのホスト',
  'matching type': '照合の種類',
  meaning: '意味',
  'media type': 'メディアタイプ',
  minimum: '最小値 (minimum)',
  name: '名前',
  'name server': 'ネームサーバ',
  'next hashed owner': '次のハッシュ',
  'next name': '次の名前',
  'node identifier': 'ノード識別子',
  'node number': 'ノード番号',
  'operating system': 'オペレーティングシステム',
  order: '順序',
  origin: 'オリジン',
  'original TTL': 'もとの TTL',
  owner: '名前',
  parameter: 'パラメータ',
  pointer: '指す名前',
  port: 'ポート',
  precedence: '優先順位',
  preference: '優先度',
  prefix: '範囲',
  'prefix length': 'プレフィックス長',
  'prefix name': 'プレフィックスの名前',
  'previous name': '前の名前',
  'primary name server': 'プライマリサーバ',
  priority: '優先度',
  protocol: 'プロトコル',
  'PSDN address': 'PSDN アドレス',
  'public key': '公開鍵',
  'public key algorithm': '公開鍵の種類',
  range: '範囲',
  refresh: '更新間隔 (refresh)',
  'regular expression': '正規表現',
  relay: 'リレー',
  'relay type': 'リレーの種類',
  'renamed mailbox': '新しいメールボックス',
  'rendezvous server': 'ランデブーサーバ',
  replacement: '置き換える名前',
  'responsible mailbox': '担当者のメールボックス',
  retry: '再試行間隔 (retry)',
  'RFC 822 name': 'RFC 822 の名前',
  salt: 'ソルト',
  scheme: '方式',
  selector: 'セレクタ',
  serial: 'シリアル番号',
  service: 'サービス',
  services: 'サービス',
  signature: '署名',
  'signature expiration': '署名の期限',
  'signature inception': '署名の開始',
  "signer's name": '署名者の名前',
  size: '大きさ',
  subaddress: '副アドレス',
  subcoding: '副符号化',
  subtype: '副種別',
  tag: 'タグ',
  target: '行き先',
  text: '文字列',
  'text name': '説明の名前',
  TTL: 'TTL',
  type: '型',
  'type covered': '署名の対象の型',
  value: '値',
  'vertical precision': '垂直精度',
  weight: '重み',
  'X.400 name': 'X.400 の名前',
}

/** The catalogue on a terminal. */
const catalogue: Phrases = {
  'adds the dot; nothing below such a line is mended before it is':
    '点を補います。そのような行より後は、それが直るまで直しません',
  'adds the dot, where the word lacks nothing else': '足りないのが点だけなら、点を補います',
  'adds the dot, where the name ends with a top-level domain':
    '名前がトップレベルドメインで終わっていれば、点を補います',
  'adds the dot, where the name ends with its zone twice, or is hardly anything but a name of somebody else: it ends with `com`, has three labels and ends with `net`, `org`, `edu` or `gov`, or lies in a domain that the file names elsewhere with its dot':
    '名前の終わりにゾーンが二度あるか、よその名前としか思われなければ、点を補います。よその名前とは、`com` で終わるもの、三つ以上のラベルがあって `net`、`org`、`edu`、`gov` で終わるもの、同じファイルに点のある形でも出てくるドメインの名前です',
  'deletes the line, where it holds nothing else and no record below takes its owner or TTL from it':
    '行にほかのものがなく、後のレコードがその名前も TTL も引き継いでいなければ、行を消します',
  'writes the TTL of the first record, where no record below takes its TTL from the line':
    '後のレコードがその行の TTL を引き継いでいなければ、一つ目のレコードの TTL を書きます',
  'writes TXT in place of SPF, where the name has one policy':
    '名前にポリシーが一つだけなら、SPF の代わりに TXT と書きます',
  'writes 0': '0 と書きます',
  'makes a comment of a line that begins as comments of other languages do (`#`, `//`, `--` …) and holds no record':
    '行がほかの言語のコメントのように (`#`、`//`、`--` など) 始まり、レコードでなければ、コメントにします',
  'splits a text of more than 255 octets into several; makes a comment of what stands behind complete data, where it begins as comments of other languages do (`#`, `//`, `--` …), or stands behind an address and is several words, none of them an address, a number with a unit or a type; a word behind a name, or one word alone, may be a second name that somebody wants to be served, and stays an error':
    '255 オクテットを超える文字列をいくつかに分けます。データのあとの余分な文字が、ほかの言語のコメントのように (`#`、`//`、`--` など) 始まるか、アドレスのあとの二語以上で、アドレス、単位付きの数、型のどれでもなければ、コメントにします。名前のあとの語や一語だけのものは、応答してほしい二つ目の名前かもしれないので、エラーのままにします',
  'Reading the file': 'ファイルの読み込み',
  'Structure of the zone': 'ゾーンの構造',
  Mail: 'メール',
  'Addresses and reverse zones': 'アドレスと逆引き',
  'Other records': 'ほかのレコード',
  'Two views': '二つのビュー',
  'Wrong:': '誤り:',
  'Right:': '正しい例:',
  'What to do:': '直し方:',
  'Counts wherever zone files are read.': 'ゾーンファイルを読むときはいつも見ます。',
  'Counts for janus check and for zonecheck; when Janus loads zones it is a warning, and Janus serves the zone.':
    'janus check と zonecheck で数えます。ゾーンを読み込むときは警告になり、ゾーンは出されます。',
  'Counts when Janus loads zones, for janus check and for zonecheck.':
    'ゾーンの読み込み、janus check、zonecheck で見ます。',
  'Counts for janus check and zonecheck; when Janus loads zones only if you make it an error.':
    'janus check と zonecheck で見ます。読み込みでは、エラーにしたときだけ見ます。',
}

/** Fits much: looked at when nothing else fits. */
const general: Phrases = { 'write {word}': '{word} と書いてください' }

/** Of two that fit the first is taken. */
export const phrases: Phrases = {
  ...messages,
  ...reasons,
  ...parameters,
  ...frame,
  ...catalogue,
  ...labels,
  ...general,
}
