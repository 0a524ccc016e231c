// What rules put into their texts, and what is said about comments and severities, in each language. Texts of rules stand in their rows.

import { table } from '../dns/said.ts'
import { listsSays } from '../lists/says.ts'
import { zonefileSays } from '../text/zonefile/says.ts'

const own = table({
  // Severities of the configuration
  'cannot-make-the-rule': [
    'cannot make the rule "{rule}" {severity}: {why}',
    '規則 "{rule}" は{severity}にできません: {why}',
  ],
  'rules-lists-all-rules': ['zonecheck --rules lists all rules', '"zonecheck --rules" で規則の一覧を見られます'],
  'severity-error': ['error', 'エラー'],
  'severity-warning': ['warning', '警告'],
  'severity-info': ['info', '参考'],
  'severity-off': ['off', '無効'],

  // Many findings
  'more-of-kind': ['… and {count} more of the same kind', '… 同じ種類のものがあと {count} 件あります'],
  'more-with-all': ['and {count} more; --all shows them', 'ほかに {count} 件あります。--all ですべて見られます'],
  'more-in-files': [
    'and {count} more in {files} files; --all shows them',
    'ほかに {files} ファイルで {count} 件あります。--all ですべて見られます',
  ],

  // Comments that silence
  'ignore-without-reason': ['the comment silences a rule without a reason', '規則を黙らせるコメントに理由がありません'],
  'write-reason': ['write "; {word} RULE: reason"', '"; {word} 規則: 理由" と書いてください'],
  'ignore-unknown-rule': ['cannot silence "{rule}": there is no such rule', '黙らせる規則 "{rule}" はありません'],
  'rules-lists-all': ['zonecheck --rules lists all', 'zonecheck --rules で一覧を見られます'],
  'ignore-refused': [
    'cannot silence "{rule}": it is an error, and Janus refuses the zone',
    '"{rule}" は黙らせられません: エラーなので、ゾーンは読み込まれません',
  ],
  'mend-and-delete': [
    'correct what the error is about, and delete the comment',
    '指摘されたところを直し、コメントを消してください',
  ],
  'ignore-unused': [
    'the comment silences nothing: "{rule}" finds nothing here',
    '何も黙らせていません: "{rule}" に当たるものはここにありません',
  ],
  'delete-comment': ['delete the comment', 'コメントを消してください'],

  // Severities
  'no-such-rule': ['there is no such rule', 'そういう規則はありません'],
  'error-always': [
    'it is always an error, because Janus refuses a zone that breaks it',
    'いつもエラーです。これに反するゾーンは読み込まれません',
  ],

  // Zones of other servers
  'cuts-off-zone': [
    'the {type} at "{owner}" cuts off the zone {zone}, which is served here: resolvers that come from above do not find {zone} any more',
    '"{owner}" の {type} が、ここで提供しているゾーン {zone} を切り離します: 上からたどるリゾルバーには {zone} が見つからなくなります',
  ],
  'leave-way': [
    'remove the {type} at {owner} where that zone is made, or serve {zone} on another server',
    'ゾーンの元で {owner} の {type} を消すか、{zone} を別のサーバーに置いてください',
  ],

  // One view's lines
  'needs-view': [
    'cannot read "{file}" as one zone: some of its lines are for one view only ($VIEW)',
    '"{file}" は一つのゾーンとして読めません: 一つのビューだけの行 ($VIEW) があります',
  ],
  'say-which-view': ['say with --view for which view to read it', 'どのビューとして読むかを --view で指定してください'],

  // Views
  'view-named': ['the view {view}', 'ビュー {view}'],
  'view-public': ['the public view', '公開のビュー'],
  'view-other': ['the other view', 'もう一つのビュー'],

  // What is at a name
  'only-below': ['only names below it exist', '下の名前だけがあります'],
  'only-types': ['it has only {types}', '{types} だけがあります'],
  'hyphen-at-end': ['"{label}" begins or ends with a hyphen', '"{label}" がハイフンで始まるか終わっています'],
  'strange-character': ['"{label}" holds the character "{strange}"', '"{label}" に "{strange}" があります'],
  'hash-octets': ['{count} octets', '{count} オクテット'],

  // Obsolete types
  'type-never-used': ['it was never in wide use', '広く使われたことがありません'],
  'delete-record': ['delete the record', 'レコードを消してください'],
  'mail-asks-mx': [
    'mail servers ask for MX only (RFC 5321 §5.1)',
    'メールサーバーは MX しか問い合わせません (RFC 5321 §5.1)',
  ],
  'write-mx': ['write an MX, or delete the record', 'MX を書くか、レコードを消してください'],
  'dnssec-has-others': [
    'DNSSEC uses DNSKEY, RRSIG and NSEC now (RFC 3755)',
    'いまの DNSSEC では DNSKEY、RRSIG、NSEC を使います (RFC 3755)',
  ],
  'spf-from-txt': [
    'receivers read SPF from TXT only (RFC 7208 §3.1)',
    '受信側は SPF を TXT からしか読みません (RFC 7208 §3.1)',
  ],
  'write-txt': ['write TXT in place of SPF', 'SPF の代わりに TXT と書いてください'],
  'join-policies': ['join the policies into one TXT record', '一つの TXT レコードにまとめてください'],
  'aaaa-took-place': ['AAAA has replaced it (RFC 6563)', 'いまは AAAA を使います (RFC 6563)'],
  'write-aaaa': ['write an AAAA record', 'AAAA レコードを書いてください'],
  'nobody-relies': ['nobody may rely on it (RFC 1123 §2.2)', 'だれも当てにしてはならない型です (RFC 1123 §2.2)'],
  'loc-took-place': ['LOC has replaced it (RFC 1876)', 'いまは LOC を使います (RFC 1876)'],
  'write-loc': ['write a LOC record', 'LOC レコードを書いてください'],
  'dlv-closed': ['DLV was closed (RFC 8749)', 'DLV は終了しました (RFC 8749)'],
  'give-ds': [
    'give the DS to the zone above, and delete the record',
    '親のゾーンに DS を登録し、このレコードを消してください',
  ],

  // Texts
  'dash-of-word-processor': [
    'it has the dash "{dash}", which a word processor writes, in place of a plain "-"',
    'ただの "-" のはずのところに、ワープロの "{dash}" があります',
  ],
  'quote-of-word-processor': [
    'it has the quote "{quote}", which a word processor writes, and which becomes part of the text',
    'ワープロの引用符 "{quote}" があります。文字列の一部になります',
  ],
  'no-quotes': [
    'it has no quotes, so everything after its first ";" is a comment',
    '引用符がないので、初めの ";" から後はコメントになっています',
  ],
  'no-break-space': [
    'it has a no-break space in place of a plain blank',
    'ただの空白のはずのところに、改行しない空白があります',
  ],
  'nothing-between-semicolons': ['there is nothing between two semicolons', 'セミコロンが続いています'],
  'no-tag-value': ['"{tag}" does not have the form tag=value', '"{tag}" が タグ=値 の形ではありません'],
  'tag-twice': ['the tag "{tag}" occurs twice', 'タグ "{tag}" が二つあります'],

  // DKIM
  'no-dkim-version': ['it does not begin with v=DKIM1', 'v=DKIM1 で始まっていません'],
  'dkim-key-type': [
    'the key type "{type}" is neither rsa nor ed25519',
    '鍵の種類 "{type}" は rsa でも ed25519 でもありません',
  ],
  'dkim-no-key': ['it has no key: "p=" is missing', '鍵 "p=" がありません'],
  'dkim-no-base64': ['its key is not base64', '鍵が base64 になっていません'],
  'dkim-ed25519-size': [
    'an ed25519 key has 32 octets, not {size}',
    'ed25519 の鍵は 32 オクテットですが、{size} オクテットあります',
  ],
  'dkim-no-rsa': ['its key is not an RSA key', '鍵が RSA の鍵ではありません'],

  // DMARC
  'no-dmarc-version': ['it does not begin with v=DMARC1', 'v=DMARC1 で始まっていません'],
  'dmarc-without-policy': [
    'it has neither a policy, such as p=none or p=reject, nor an address for reports',
    'p=none や p=reject のようなポリシーも、報告を受け取るアドレスもありません',
  ],
  'dmarc-unknown-tag': ['DMARC has no tag "{tag}"', 'DMARC に "{tag}" というタグはありません'],
  'dmarc-value': [
    '"{tag}={value}" is not valid: write {need}',
    '"{tag}={value}" とは書けません。{need} と書いてください',
  ],
  'dmarc-version': ['DMARC1', 'DMARC1'],
  'dmarc-policies': ['none, quarantine or reject', 'none, quarantine, reject のどれか'],
  'dmarc-percent': ['a number from 0 to 100', '0 から 100 までの数'],
  'dmarc-alignment': ['r or s', 'r か s'],
  'dmarc-failures': ['0, 1, d and s, with colons between', '0, 1, d, s を、間に : を入れて'],
  'dmarc-format': ['the format afrf', '形式 afrf'],
  'dmarc-seconds': ['a number of seconds', '秒数'],
  'dmarc-addresses': [
    'addresses as in mailto:postmaster@example.com',
    'mailto:postmaster@example.com のようなアドレス',
  ],
  'dmarc-yes-no': ['y or n', 'y か n'],
  'dmarc-psd': ['y, n or u', 'y, n, u のどれか'],

  // MTA-STS and TLS-RPT
  'no-sts-version': ['it does not begin with v=STSv1', 'v=STSv1 で始まっていません'],
  'sts-no-id': ['it has no id', 'id がありません'],
  'sts-id': ['the id "{id}" is not of 1 to 32 letters and digits', 'id "{id}" は 1 から 32 文字の英数字ではありません'],
  'no-tls-rpt-version': ['it does not begin with v=TLSRPTv1', 'v=TLSRPTv1 で始まっていません'],
  'tls-rpt-no-rua': ['it does not say where reports go: "rua=" is missing', '報告の送り先 "rua=" がありません'],
  'tls-rpt-rua': ['"rua={uri}" is neither mailto: nor https:', '"rua={uri}" は mailto: でも https: でもありません'],

  // SPF
  'spf-before': ['nothing may stand before "v=spf1"', '"v=spf1" の前には何も書けません'],
  'spf-no-blank': ['there is no blank after "v=spf1"', '"v=spf1" のあとに空白がありません'],
  'spf-joined': [
    'the strings of a record are joined without blanks, and "v=spf1" needs a blank after it',
    'レコードの文字列は空白なしでつながります。"v=spf1" のあとには空白が要ります',
  ],
  'spf-modifier-twice': ['"{name}=" occurs twice', '"{name}=" が二つあります'],
  'spf-behind-all': [
    'receivers never look at "{term}": it stands after "all"',
    '"{term}" は "all" のあとにあり、見られることがありません',
  ],
  'spf-beside-all': [
    'receivers never look at "{term}": it stands beside "all"',
    '"{term}" は "all" と並んでいるので、見られることがありません',
  ],
  'spf-never-seen': [
    'receivers never look at "{term}": write {mechanism}',
    '"{term}" は見られることがありません。{mechanism} と書いてください',
  ],
  'spf-address-as-name': [
    '"{term}" holds an address in place of a name: write {name}',
    '"{term}" には名前ではなくアドレスがあります。{name} と書いてください',
  ],
  'spf-macro': ['"{term}" has a macro that cannot be read', '"{term}" に読めないマクロがあります'],
  'spf-half-name': [
    '"{term}" names only a part of a domain: write the whole name, as in mail.example.com',
    '"{term}" の名前が途中で終わっています。mail.example.com のように最後まで書いてください',
  ],
  'spf-no-domain': ['"{term}" names no domain', '"{term}" はドメインの名前になっていません'],
  'spf-names-nothing-write': [
    '"{term}" names nothing: write {name}:NAME',
    '"{term}" に名前がありません。{name}:名前 と書いてください',
  ],
  'spf-names-nothing': ['"{term}" names nothing', '"{term}" に名前がありません'],
  'spf-behind-word-all': ['"{term}" has something after "all"', '"{term}" の "all" のあとに余分な文字があります'],
  'spf-unreadable': ['"{term}" cannot be read', '"{term}" が読めません'],
  'spf-no-mechanism': ['SPF has no mechanism "{term}"{hint}', 'SPF に "{term}" という機構はありません{hint}'],
  'spf-hint-ip4': [': write ip4', '。ip4 と書いてください'],
  'spf-hint-ip6': [': write ip6', '。ip6 と書いてください'],
  'spf-hint-include': [': write include', '。include と書いてください'],
  'spf-no-address': ['"{term}" holds no IP address', '"{term}" に IP アドレスがありません'],
  'spf-ipv4': ['"{term}" holds an IPv4 address: write ip4', '"{term}" のアドレスは IPv4 です。ip4 と書いてください'],
  'spf-ipv6': ['"{term}" holds an IPv6 address: write ip6', '"{term}" のアドレスは IPv6 です。ip6 と書いてください'],
  'spf-prefix': [
    '"{term}" has a bad prefix length: write 0 to {most}, without leading zeros',
    '"{term}" のプレフィックス長に誤りがあります。0 から {most} までを、前に 0 を付けずに書いてください',
  ],

  // CAA
  'caa-property': ['there is no property "{tag}"', '"{tag}" という項目はありません'],
  'caa-flags': ['the flags are {flags}, and may be 0 or 128', 'フラグ {flags} は 0 でも 128 でもありません'],
  'caa-uri': ['"{uri}" is neither mailto: nor https:', '"{uri}" は mailto: でも https: でもありません'],
  'caa-domain': [
    '"{value}" is not the domain of a certification authority',
    '"{value}" は認証局のドメインではありません',
  ],
  'caa-no-parameter': ['no parameter follows a semicolon', 'セミコロンの後にパラメータがありません'],
  'caa-parameter': [
    '"{value}" is not a parameter: write a name, = and a value without blanks',
    '"{value}" はパラメータではありません。パラメータは、名前、= と、空白のない値です',
  ],

  // Keys
  'key-without-zone-flag': ['its flags do not have the zone flag (256)', 'フラグにゾーンの鍵の印 (256) がありません'],
  'key-protocol': ['its protocol is not 3', 'プロトコルが 3 ではありません'],
  'key-revoked': ['it is revoked', '失効しています'],

  // NAPTR
  'naptr-neither': ['it has neither a regular expression nor a replacement name', '正規表現も名前もありません'],
  'naptr-both': ['it has both a regular expression and a replacement name', '正規表現と名前の両方があります'],
  'naptr-delimiter': [
    '"{mark}" cannot separate the parts of a regular expression',
    '"{mark}" は正規表現の区切りになりません',
  ],
  'naptr-parts': [
    'the regular expression does not have the separator "{mark}" three times',
    '正規表現に区切り "{mark}" が三つありません',
  ],
  'naptr-behind': [
    '"{text}" follows the regular expression, where only i may',
    '正規表現のあとに "{text}" があります。i だけが許されます',
  ],
  'naptr-no-expression': ['"{text}" is not a regular expression', '"{text}" は正規表現ではありません'],
  'naptr-group': [
    '"{reference}" refers to a part in parentheses, and there are {count} such parts',
    '"{reference}" は括弧の部分を指しますが、括弧は {count} 組です',
  ],

  // TLSA
  'tlsa-usage': ['there is no usage {value}: write 0 to 3', '用途 {value} はありません。0 から 3 です'],
  'tlsa-selector': ['there is no selector {value}: write 0 or 1', 'セレクタ {value} はありません。0 か 1 です'],
  'tlsa-matching': [
    'there is no matching type {value}: write 0 to 2',
    '照合の種類 {value} はありません。0 から 2 です',
  ],
  'tlsa-size': [
    'its digest has {size} octets, and matching type {type} needs {wanted}',
    'ダイジェストが {size} オクテットですが、照合の種類 {type} では {wanted} です',
  ],
})

export const { say } = own

/** With those of readers of files. */
export const checkSays = { ...zonefileSays, ...listsSays, ...own.rows }
