// Messages about the configuration, in each language.

import { table } from '../../dns/said.ts'
import { keysSays } from '../../keys/says.ts'
import { usersSays } from '../../users/says.ts'
import { viewsSays } from '../../views/says.ts'
import { speaker } from '../findings/wording.ts'
import { zonefileSays } from '../zonefile/says.ts'

const own = table({
  // The file
  'config-missing': ['cannot find a configuration: tried {paths}', '設定が見つかりません: {paths} を探しました'],
  'name-config': ['name it with --config FILE', '--config FILE で指定してください'],
  'config-unopened': ['cannot open the configuration: {why}', '設定を開けません: {why}'],
  'no-such-file': ['there is no such file', 'そのファイルはありません'],
  'reading-not-permitted': ['reading it is not permitted', '読む権限がありません'],
  'config-is-folder': ['it is a folder', 'フォルダーです'],
  'system-says': ['the system says {code}', 'システムの応答は {code} です'],
  'config-utf16': ['cannot read the configuration: it is in UTF-16', '設定が読めません: UTF-16 です'],
  'config-binary': ['cannot read the configuration: it is binary', '設定が読めません: バイナリです'],
  'config-not-utf8': ['cannot read the configuration: it is not in UTF-8', '設定が読めません: UTF-8 ではありません'],
  'config-too-large': [
    'cannot read the configuration: it is larger than {most} octets',
    '設定が読めません: {most} オクテットより大きくなっています',
  ],
  'save-text-as-utf8': ['save it as text in UTF-8', 'UTF-8 のテキストとして保存してください'],

  // TSIG keys
  'key-badly-named': [
    'cannot use "{key}" as the name of a key: it is a name of letters, digits, "-", "_" and dots',
    '"{key}" は鍵の名前に使えません: 英字、数字、"-"、"_" と点だけの名前にしてください',
  ],
  'choose-key-name': ['choose another name', '別の名前にしてください'],
  'tsig-key-twice': [
    'cannot name the key "{key}" again: upper and lower case are the same in names of keys',
    '鍵 "{key}" は二度書けません: 大文字と小文字は区別しません',
  ],
  'key-as-successor': [
    'cannot name a key "{key}": when "{other}" is rolled, its new key gets that name',
    '鍵を "{key}" と名付けられません: "{other}" を更新したときの次の鍵の名前です',
  ],
  'view-and-views': [
    'cannot read the key "{key}": it has both "view" and "views"',
    '鍵 "{key}" が読めません: "view" と "views" の両方があります',
  ],
  'key-without-view': [
    'cannot use the key "{key}": it has no view',
    '鍵 "{key}" は使えません: 見えるビューがありません',
  ],
  'give-key-view': ['name its view: {views}', 'ビューを指定してください: {views}'],
  'key-from-anywhere': [
    'the key "{key}" shows the view "{view}" to its holder at every address',
    '鍵 "{key}" を持つ人は、どこからでもビュー "{view}" が見えます',
  ],
  'give-key-from': [
    'name the addresses of its users: from: [192.0.2.0/24]',
    '使う側のプレフィックスを書いてください: from: [192.0.2.0/24]',
  ],
  'key-from-nowhere': [
    'nobody can use the key "{key}": "from" is empty',
    '鍵 "{key}" はだれにも使えません: "from" が空です',
  ],
  'fill-or-delete-from': [
    'name the prefixes of its users, or delete "from" to let them use it from everywhere',
    '使う側のプレフィックスを書くか、"from" を消してください。消すとどこからでも使えます',
  ],
  'key-not-for-peer': [
    'Janus answers REFUSED to what {address} signs with the key "{key}": the key may not be used from there',
    '{address} が鍵 "{key}" で署名したものは REFUSED になります: そこからは使えない鍵です',
  ],
  'widen-key-from': [
    'add the address to "from" of "{key}" under "tsig"',
    '"tsig" の "{key}" の "from" にそのアドレスを加えてください',
  ],
  'key-of-secondary': [
    'cannot name a key "{key}": Janus makes a key of that name for the secondary "{peer}"',
    '鍵を "{key}" と名付けられません: セカンダリ "{peer}" のために作られる鍵の名前です',
  ],
  'rename-or-drop-key': ['delete it here, or choose another name', 'ここから消すか、別の名前にしてください'],
  'key-shows-other': [
    'cannot use the key "{key}" for the view "{view}": the key is not for that view',
    '鍵 "{key}" はビュー "{view}" には使えません: そのビューは見えません',
  ],
  'add-view-to-key': ['use a key of "{view}"', '"{view}" の鍵を使ってください'],
  'key-of-two-views': [
    'cannot use the key "{key}" here: it is for several views, and so does not say which one is meant',
    '鍵 "{key}" はここでは使えません: 複数のビューが見えるので、どの面か決まりません',
  ],
  'key-for-each-view': ['make a key for each view', 'ビューごとに鍵を作ってください'],
  'name-from-or-key': [
    'name the prefixes or the key of the clients that may fetch',
    '取得してよいプレフィックスか鍵を書いてください',
  ],
  'key-not-named': [
    'cannot find the key "{key}": it is not under "tsig"',
    '鍵 "{key}" が見つかりません: "tsig" にありません',
  ],
  'name-key': ['add "{key}" there, with its view', 'そこに "{key}" とそのビューを書いてください'],
  'key-unread': ['cannot read {file}: {why}', '{file} が読めません: {why}'],
  'key-make-readable': ['correct it, or make a new key', '直すか、新しい鍵を作ってください'],
  'key-unusable-here': ['cannot use {file} as the key "{key}": {why}', '{file} は鍵 "{key}" として使えません: {why}'],
  'key-poor-here': ['the key "{key}" is weak: {why}', '鍵 "{key}" は弱すぎます: {why}'],
  'keys-in-state': [
    'cannot keep secrets in {folder}: it lies in the state folder, which may be deleted',
    '{folder} に秘密を置けません: 消してよい状態フォルダーの中にあります',
  ],
  'keys-no-folder': [
    'cannot keep secrets in {folder}: it is not a folder',
    '{folder} に秘密を置けません: フォルダーではありません',
  ],
  'keys-elsewhere': ['set "keys" to a folder of its own', '別のフォルダーを "keys" に指定してください'],
  'keys-in-git': [
    'cannot keep secrets in {folder}: it lies in the git work tree {top}, and git does not ignore it',
    '{folder} に秘密を置けません: git の作業ツリー {top} の中にあり、無視されません',
  ],
  'ignore-keys': ['write a line * into {file}', '{file} に * の行を書いてください'],
  'keys-folder-open': [
    'cannot keep secrets in {folder}: its mode is {mode}, so that others may look into it',
    '{folder} に秘密を置けません: モードが {mode} です',
  ],
  'chmod-folder': ['run: chmod 700 {folder}', 'chmod 700 {folder} を実行してください'],

  // YAML
  'yaml-unreadable': ['cannot read the YAML here: {why}', 'ここの YAML が読めません: {why}'],
  'yaml-other': ['{message}', 'YAML の文法に合いません ({message})'],
  'yaml-tab': ['there is a tab in the indentation', '字下げにタブがあります'],
  'indent-with-spaces': ['indent with spaces', '空白で字下げしてください'],
  'yaml-second-document': ['a second document begins', '二つ目の文書が始まっています'],
  'one-document': ['keep everything in one document: delete the "---"', '一つの文書にまとめ、"---" を消してください'],
  'yaml-too-deep': ['it is nested too deep', '入れ子が深すぎます'],
  'yaml-second-colon': [
    'there is a second ":" in one line, or a line is indented too far',
    '一行に二つ目の ":" があるか、行の字下げが深すぎます',
  ],
  'quote-or-align': [
    'put a value with ": " in quotes, or align the key with the ones above it',
    '": " のある値を引用符で囲むか、キーを上のキーとそろえてください',
  ],
  'yaml-open-bracket': [
    'a bracket is not closed, or a line is not indented far enough',
    '括弧が閉じていないか、行の字下げが足りません',
  ],
  'yaml-reserved-character': [
    'a value begins with a character that is special in YAML',
    '値が、YAML で特別な意味を持つ文字で始まっています',
  ],
  'put-it-in-quotes': ['put it in quotes', '引用符で囲んでください'],
  'quote-value': ['put it in quotes: "{value}"', '引用符で囲んでください: "{value}"'],
  'yaml-misplaced': ['this cannot stand here', 'ここには書けません'],
  'align-keys': [
    'begin all keys of one map in the same column, and close every bracket',
    '一つのマップのキーは同じ桁から始め、括弧はすべて閉じてください',
  ],
  'yaml-missing-colon': [
    'there is no ":" with a space after it, or a line is indented too far',
    '空白の付いた ":" がないか、行の字下げが深すぎます',
  ],
  'write-keys-so': [
    'write a key as in "workers: 4", and begin all keys of one map in the same column',
    '"workers: 4" のように書き、一つのマップのキーは同じ桁から始めてください',
  ],
  'yaml-open-quote': ['quotes that were opened earlier are not closed', '前に開いた引用符が閉じていません'],
  'close-on-line': ['close them on the same line', '同じ行で閉じてください'],
  'lies-deep': ['cannot read this: it is nested {most} levels deep', '読めません: 入れ子が {most} 段あります'],
  'key-twice': ['cannot set "{key}" again: it is set already', '"{key}" は二度書けません: もう書いてあります'],
  'key-set-here': ['"{key}" is set here', '"{key}" はここにあります'],
  'keep-one': ['keep one of the two', 'どちらか一つを残してください'],
  'alias-without-anchor': [
    'cannot follow the alias "*{anchor}": no "&{anchor}" stands before it',
    '別名 "*{anchor}" をたどれません: 前に "&{anchor}" がありません',
  ],
  'alias-inside': [
    'cannot follow the alias "*{anchor}": it lies inside "&{anchor}"',
    '別名 "*{anchor}" をたどれません: "&{anchor}" の中にあります',
  ],
  'aliases-too-many': [
    'cannot follow the aliases: they expand to more than {most} values',
    '別名をたどれません: {most} 個より多い値を表しています',
  ],

  // Keys and values
  'the-configuration': ['the configuration', '設定'],
  'key-missing': ['cannot read {name}: it has no "{key}"', '{name} が読めません: "{key}" がありません'],
  'key-unusable': ['cannot use "{key}": this word has another meaning', '"{key}" は使えません: 別の意味がある語です'],
  'merge-key': [
    'cannot use "<<": only YAML 1.1 merges maps with it',
    '"<<" は使えません: まとめて写すのは YAML 1.1 だけです',
  ],
  'write-keys-out': [
    'write the keys out, or refer to a whole value: name: *anchor',
    'キーを書き並べるか、name: *anchor のように値全体を指してください',
  ],
  'key-unknown-here': ['cannot use "{key}": there is no such key', '"{key}" は使えません: そのキーはありません'],
  'guess-quoted': ['did you mean "{guess}"?', '"{guess}" のことですか?'],
  'known-here': ['known here: {keys}', 'ここで使えるのは {keys} です'],
  misfit: ['cannot read {name}: it must be {wanted}, {told}', '{name} が読めません: {wanted}を書くところに、{told}'],
  'is-list': ['not a list', 'リストがあります'],
  'is-map': ['not a map', 'マップがあります'],
  'is-empty': ['and it is empty', '何もありません'],
  'is-text': ['not "{value}"', '"{value}" があります'],
  'is-other': ['not {value}', '{value} があります'],
  'write-list': ['write a list: [{value}]', 'リストで書いてください: [{value}]'],
  'write-true': ['write true', 'true と書いてください'],
  'write-false': ['write false', 'false と書いてください'],
  'give-unit': ['give it a unit: {value}s', '単位を付けてください: {value}s'],

  // Addresses and prefixes
  'listen-unreadable': ['cannot listen on "{address}": {why}', '"{address}" で待ち受けられません: {why}'],
  'no-port': ['"{port}" is not a port', '"{port}" はポートではありません'],
  'write-port': [
    'write a port from 1 to 65535, or leave it out for {port}',
    '1 から 65535 のポートを書くか、{port} なら省いてください',
  ],
  'ipv4-in-ipv6-form': ['it is an IPv4 address in IPv6 form', 'IPv6 の形をした IPv4 アドレスです'],
  'write-endpoint': ['write {endpoint}', '{endpoint} と書いてください'],
  'ipv6-in-brackets': ['an IPv6 address stands in brackets', 'IPv6 アドレスは角括弧に入れます'],
  'no-ip-address': ['it is not an IP address', 'IP アドレスではありません'],
  'every-address': [
    'for every address write 0.0.0.0:{port} and "[::]:{port}"',
    'すべてのアドレスなら 0.0.0.0:{port} と "[::]:{port}" を書いてください',
  ],
  'write-listen-address': [
    'write an address such as 192.0.2.1:{port} or "[2001:db8::1]:{port}"; names are not looked up',
    '192.0.2.1:{port} や "[2001:db8::1]:{port}" のようなアドレスを書いてください。名前は引きません',
  ],
  'listen-twice': [
    'cannot listen on {address} port {port} twice: it is listed already',
    '{address} のポート {port} で二度は待ち受けられません: もう書いてあります',
  ],
  'listed-here': ['listed here', 'ここにあります'],
  'delete-one-of-two': ['delete one of the two', 'どちらか一つを消してください'],
  'door-tls-and-https': [
    'cannot serve TLS and HTTPS on one port: clients of one would get the other',
    '一つのポートで TLS と HTTPS の両方は話せません: クライアントが相手を取り違えます',
  ],
  'two-listen-entries': [
    'write two entries with a port each: 853 for tls, 443 for https',
    '項目を二つに分け、tls は 853、https は 443 のようにポートを別にしてください',
  ],
  'certificate-without-key': ['cannot use a certificate without its key', '秘密鍵のない証明書は使えません'],
  'key-without-certificate': ['cannot use a key without its certificate', '証明書のない秘密鍵は使えません'],
  'write-pair': [
    'write both, or neither for a certificate that Janus signs itself',
    '両方を書いてください。どちらも書かなければ Janus が自分で署名した証明書を使います',
  ],
  'http-in-the-clear': [
    'cannot take tokens or show the console on {address} without encryption: anybody on the way could read and use them',
    '{address} では暗号化せずにトークンやコンソールを扱えません: 途中で聞いている人が使えてしまいます',
  ],
  'http-by-tls': [
    'give "tls" a certificate and its key, name your proxies under "proxy", or listen only on 127.0.0.1',
    '"tls" に証明書と秘密鍵を書くか、"proxy" にプロキシを書くか、127.0.0.1 だけで待ち受けてください',
  ],
  'http-proxy-anybody': [
    'cannot trust every address as a proxy: any client could claim to be another one',
    'すべての相手をプロキシとは見なせません: だれでも別のクライアントを名乗れます',
  ],
  'http-header-anybody': [
    'cannot trust the user header from every address: any client could claim to be an administrator',
    'すべての相手の名乗りは信じられません: だれでも管理者を名乗れてしまいます',
  ],
  'http-header-loopback': [
    'cannot trust the user header from every program of this machine: "trusted-header" has a proxy on the loopback, and no "secret"',
    'このマシンのすべてのプログラムの名乗りは信じられません: "trusted-header" のプロキシがループバックにあり、"secret" がありません',
  ],
  'http-header-secret': [
    'let the proxy use "listen: [unix:run/http.sock]" and write "from: [unix]"; or write "secret: keys/proxy.secret", and let it send that text as X-Janus-Proxy-Secret',
    'プロキシに "listen: [unix:run/http.sock]" を使わせて "from: [unix]" と書くか、"secret: keys/proxy.secret" と書いてその中身を X-Janus-Proxy-Secret で送らせてください',
  ],
  'socket-path-long': [
    'cannot use {path} as a socket: the path has more than {most} octets',
    '{path} はソケットにできません: パスが {most} オクテットを超えています',
  ],
  'socket-path-shorter': ['name a shorter one, such as in /run/janus', '/run/janus の中など、短いパスにしてください'],
  'socket-twice': [
    'cannot listen on {path} twice: it is listed already',
    '{path} は二度書けません: もう書いてあります',
  ],
  'http-is-control': [
    'cannot listen on {path}: it is the socket that "janus" commands use ("control")',
    '{path} では待ち受けられません: janus コマンドが使うソケット ("control") です',
  ],
  'http-other-socket': [
    'name another path here, or another under "control"',
    'ここか "control" に別のパスを書いてください',
  ],
  'http-write-socket': [
    'write an address such as 127.0.0.1:9353, or "unix:" and the path of a socket, such as unix:run/http.sock',
    '127.0.0.1:9353 のようなアドレスか、unix:run/http.sock のように "unix:" とソケットのパスを書いてください',
  ],
  'http-group-idle': [
    'cannot let a group in: "listen" has no unix socket',
    'グループを許可できません: "listen" にソケットがありません',
  ],
  'http-from-idle': [
    'nobody comes from "unix": "listen" has no unix socket',
    '"unix" からはだれも来ません: "listen" にソケットがありません',
  ],
  'http-add-socket': [
    'write "unix:run/http.sock" under "listen", or delete it here',
    '"listen" に "unix:run/http.sock" と書くか、ここから消してください',
  ],
  'http-proxy-socket': [
    'cannot name a socket here: clients that come through a socket of "listen" count as proxies already',
    'ここにソケットは書けません: "listen" のソケットから来る相手はもうプロキシと見なします',
  ],
  'http-from-socket': [
    'cannot read "{text}": it is neither a prefix nor "unix"',
    '"{text}" が読めません: プレフィックスでも "unix" でもありません',
  ],
  'http-leave-socket-out': ['delete it here', 'ここから消してください'],
  'http-from-nobody': [
    'the user header is trusted from nobody: "from" is empty',
    'だれの名乗りも信じません: "from" が空です',
  ],
  'http-name-proxies': [
    'name the addresses of your proxies, such as 10.0.0.5, or "unix" for those that come through a socket of "listen"',
    '10.0.0.5 のようにプロキシのアドレスを書くか、"listen" のソケットなら "unix" と書いてください',
  ],
  'http-write-unix': [
    'write unix, for all sockets of "listen"',
    '"listen" のすべてのソケットを指す unix と書いてください',
  ],
  'http-header-reserved': [
    'cannot read the user from the header {name}: it means something else already',
    'ヘッダー {name} からは名前を読めません: すでに別の意味があります',
  ],
  'http-header-choose': ['choose a header such as Remote-User', 'Remote-User のようなヘッダーを選んでください'],
  'oidc-url': [
    'cannot use {value} as "{key}": names and credentials of users pass over it',
    '"{key}" に {value} は使えません: 利用者の名前や認証の情報がここを通ります',
  ],
  'oidc-write-url': [
    'write an https address, without a question mark or a password',
    'https の URL を、"?" やパスワードを付けずに書いてください',
  ],
  'oidc-redirect': [
    'cannot use {value} as "redirect": it is not a path of this server',
    '{value} では受け取れません: このサーバーのパスではありません',
  ],
  'oidc-write-redirect': [
    'write {value} here, and register it at the provider',
    '{value} と書き、プロバイダーにも登録してください',
  ],
  'oidc-redirect-name': [
    'cannot use {name} in "redirect": this server answers browsers only by the "names" of "http"',
    '{name} では受け取れません: このサーバーは "http" の "names" にある名前でだけブラウザーに答えます',
  ],
  'oidc-add-name': ['write "names: [{name}]" under "http"', '"http" に "names: [{name}]" と書いてください'],
  'http-without-users': [
    'cannot tell what a user may do: "{key}" gives names of users, and there is no "users" file with their rights',
    'だれに何を許すか分かりません: "{key}" は名前を示すだけで、"users" がありません',
  ],
  'http-add-users': [
    'write "users: keys/users.json", and make users with: janus user add NAME --role viewer',
    '"users: keys/users.json" と書き、"janus user add NAME --role viewer" で作ってください',
  ],
  'users-unusable': ['cannot use the users file {file}: {why}', 'ユーザーのファイル {file} は使えません: {why}'],
  'chmod-users': ['run: chmod 600 {file}', 'chmod 600 {file} を実行してください'],
  'make-users': ['make it with: janus user add NAME --role viewer', '"janus user add" で作ってください'],
  'proxy-nobody': [
    'nobody can ask here: "proxy" names no proxy, and Janus drops everybody else',
    'ここにはだれも問い合わせられません: "proxy" にプロキシがなく、ほかはすべて捨てます',
  ],
  'proxy-anybody': [
    'cannot trust PROXY headers from every address: any client could claim to be an internal one',
    'すべての相手の PROXY ヘッダーは信じられません: だれでも内側のクライアントを名乗れます',
  ],
  'name-proxies': [
    'name the addresses of your proxies, such as 10.0.0.5',
    '10.0.0.5 のように、プロキシのアドレスを書いてください',
  ],
  'inside-tls-of-nothing': [
    'there is no TLS here in which a PROXY header could be',
    'ここにはヘッダーの入る TLS がありません',
  ],
  'write-tls-and-proxy': [
    'give the entry "tls" and "proxy", or delete "proxy-inside-tls"',
    'この項目に "tls" と "proxy" を書くか、"proxy-inside-tls" を消してください',
  ],
  'certificate-unusable': ['there is something wrong with "{file}": {why}', '"{file}" はそのままでは使えません: {why}'],
  'private-key-open': [
    'everybody on this host may read "{file}" (mode {mode}), and so impersonate the holder of its certificate',
    'このホストの誰もが "{file}" を読めます (モード {mode})。持っている人は証明書の持ち主になりすませます',
  ],
  'private-key-writable': [
    'everybody on this host may change "{file}" (mode {mode}), and so make its certificate useless',
    'このホストの誰もが "{file}" を変えられます (モード {mode})。変えられると証明書が役に立たなくなります',
  ],
  'chmod-private-key': ['run: chmod 640 {file}', 'chmod 640 {file} を実行してください'],
  'renew-certificate': [
    'correct it: until then clients get the certificate that was read before, or one that Janus signs itself',
    '直るまで Janus は前の証明書か、自分で署名した証明書を見せます',
  ],
  'write-pair-to-show': [
    'write both, or neither where the primary wants no certificate',
    '両方を書いてください。プライマリが証明書を求めないなら、どちらも書かないでください',
  ],
  'mend-pair-to-show': [
    'correct it: until then the primary rejects Janus, or Janus does not ask it',
    '直るまでプライマリに断られるか、尋ねません',
  ],
  'mend-authorities': [
    'correct it: until then Janus accepts no server as the primary',
    '直るまでだれもプライマリと認めません',
  ],
  'tls-with-anybody': [
    'TLS without a name or a pin protects the zone from nobody: any server on the way could pose as the primary',
    '名前もピンもない TLS では、間にいるだれもがプライマリになれ、ゾーンは隠せません',
  ],
  'write-name-or-pin': [
    'write the name that its certificate has, such as name: ns1.univ.example, or its key under "pins"',
    '証明書の名前を name: ns1.univ.example のように書くか、鍵を "pins" に書いてください',
  ],
  'tls-name-unusable': ['no certificate can have the name "{name}"', '"{name}" という名前の証明書はありません'],
  'write-certificate-name': [
    'write a name or an address as the certificate has it, such as ns1.univ.example',
    '証明書にあるとおり、ns1.univ.example のような名前かアドレスを書いてください',
  ],
  'pin-unusable': ['"{pin}" is not a SHA-256 in base64', '"{pin}" は base64 の SHA-256 ではありません'],
  'make-pin': [
    'write the SHA-256 of its public key: "kdig -d +tls @ADDRESS SOA" prints it as the PIN of the certificate',
    '公開鍵の SHA-256 を書いてください。"kdig -d +tls @ADDRESS SOA" が証明書の PIN として表示します',
  ],
  'mend-client-certificates': ['correct it: until then no client gets in by it', '直るまでだれも入れません'],
  'door-of-other-view': [
    'this entry gives {own}, but {address} without TLS or HTTPS gives {other}: resolvers that try TLS at an address take both for one server',
    'この入り口は{own}ですが、{address} はこれなしでは{other}です: TLS を試すリゾルバーは両方を一つのサーバーとみなします',
  ],
  'of-view': ['the view "{view}"', 'ビュー "{view}" '],
  'of-client': ["the view of the client's address", 'クライアントのアドレスのビュー'],
  'tie-both-alike': [
    'write the same "view" at both addresses, or at neither',
    '両方に同じ "view" を書くか、どちらにも書かないでください',
  ],
  'subnet-of-anybody': [
    'cannot trust the client subnet from every address: any client could claim to be an internal one',
    'すべての相手のクライアントサブネットは信じられません: だれでも内側のクライアントを名乗れます',
  ],
  'name-resolvers': [
    'name the addresses of your resolvers, such as 10.0.0.7',
    '10.0.0.7 のように、リゾルバーのアドレスを書いてください',
  ],
  'subnet-from-inside': [
    'the resolver {sender} is in "{view}", but its queries without a client subnet get the view of any, never "{view}"',
    'リゾルバー {sender} は "{view}" にいますが、クライアントサブネットなしで問い合わせると "{view}" ではなく any のビューになります',
  ],
  'leave-resolver-out': [
    'delete it from "ecs-from" if it asks only for its own network; PROXY is a safer way to say who asks',
    '自分のネットワークのためだけに問い合わせるなら "ecs-from" から消してください。だれの問い合わせかを伝えるには PROXY の方が安全です',
  ],
  'proof-of-anybody': [
    'every client of "{view}" without a cookie has to ask again over TCP, and the view is for any client',
    'ビュー "{view}" は any のためのものなので、クッキーのないクライアントはみな TCP で問い合わせ直すことになります',
  ],
  'no-proof-of-anybody': ['delete "proof", unless you want that', 'わざとでなければ "proof" を消してください'],
  'prefix-host-bits': [
    'cannot use the prefix "{prefix}": it has bits set after its length',
    '範囲 "{prefix}" は使えません: 長さより後のビットが立っています',
  ],
  'write-network-or-address': [
    'write {network} for the network, or {address} for the one address',
    'ネットワークなら {network}、一つのアドレスなら {address} と書いてください',
  ],
  'prefix-of-all': [
    'cannot use the prefix "{prefix}" here: it stands for every address',
    '範囲 "{prefix}" はここでは使えません: すべてのアドレスを表します',
  ],
  'write-prefix-or-two': [
    'write a prefix such as 192.0.2.0/24; 0.0.0.0/0 and "::/0" together are every address',
    '192.0.2.0/24 のような範囲を書いてください。すべてのアドレスは 0.0.0.0/0 と "::/0" の二つです',
  ],
  'prefix-no-length': [
    'cannot read the prefix "{prefix}": it is not an address with a length',
    '範囲 "{prefix}" が読めません: 長さの付いたアドレスではありません',
  ],
  'write-one-prefix': ['write a prefix such as 192.0.2.0/24', '192.0.2.0/24 のように書いてください'],
  'prefix-unreadable': ['cannot read the prefix "{prefix}": {why}', '範囲 "{prefix}" が読めません: {why}'],
  'listen-everywhere': [
    'write "0.0.0.0" for all IPv4 addresses of the machine, and "[::]" for all IPv6 addresses',
    '機械のすべての IPv4 アドレスは "0.0.0.0"、IPv6 アドレスは "[::]" と書いてください',
  ],
  'write-instead-of-not': [
    'write {prefix} under the view that it should get: the most specific prefix wins, in any order',
    '{prefix} を、与えたいビューの下に書いてください。順序によらず、最も長いプレフィックスが優先されます',
  ],
  'write-prefix': [
    'write an address, an address with a length such as 192.0.2.0/24, or any',
    'アドレス、192.0.2.0/24 のような長さ付きのアドレス、any のどれかを書いてください',
  ],
  'prefix-given-here': ['{prefix} belongs to "{view}" here', '{prefix} はここで "{view}" のものになっています'],
  'prefix-twice': ['"{view}" has {prefix} twice', '{prefix} が "{view}" に二度あります'],
  'prefix-of-other': [
    'cannot give {prefix} to "{view}": it belongs to "{other}"',
    '{prefix} は "{view}" のものにできません: "{other}" のものです',
  ],
  'keep-in-one-view': [
    'keep it in one view, or write a longer prefix for the part that differs',
    '一つのビューにだけ書くか、違う部分をもっと長い範囲で書いてください',
  ],
  'reverse-impossible': [
    'cannot make reverse zones of "{prefix}": {why}',
    '"{prefix}" の逆引きゾーンを作れません: {why}',
  ],
  'smaller-than-zone': [
    'it is smaller than a zone can be: its names belong into a zone file',
    'ゾーンになるには小さすぎます。その名前はゾーンファイルに書きます',
  ],
  'write-shorter-prefix': [
    'write a prefix no longer than /24 for IPv4, /124 for IPv6',
    'IPv4 なら /24、IPv6 なら /124 までの範囲を書いてください',
  ],

  // Views
  'no-views': [
    'cannot serve anybody: there is no view under "views"',
    'だれにも答えられません: "views" にビューがありません',
  ],
  'view-not-named': [
    'cannot use the view "{view}": there is no such view',
    'ビュー "{view}" は使えません: そのビューはありません',
  ],
  'view-names-are': ['the views are: {views}', 'ビューは {views} です'],
  'view-badly-named': ['cannot name a view "{view}": {why}', 'ビューの名前を "{view}" にはできません: {why}'],
  'word-has-meaning': ['the word has another meaning', '別の意味がある語です'],
  'no-view-word': [
    'a name begins with a letter, and has only letters, digits, "-" and "_"',
    '英字で始まる英数字、"-"、"_" の語ではありません',
  ],
  'choose-view-name': ['choose a name such as internal', 'internal のような名前にしてください'],
  'view-unused': [
    'the view "{view}" has no zone: its clients are refused',
    'ビュー "{view}" にはゾーンがありません: そのクライアントは拒否されます',
  ],
  'give-zone-or-refuse': [
    'give it a zone; or, if you want that, write refuse: ["."] under it',
    'ゾーンを書いてください。わざとなら、その下に refuse: ["."] と書いてください',
  ],
  'view-for-nobody': [
    'nobody gets the view "{view}": it has no prefix, no certificate and no listen address',
    'だれもビュー "{view}" になりません: 範囲も証明書も待ち受けのアドレスもありません',
  ],
  'give-prefixes': [
    'give it prefixes, or tie an address to it: listen: [{example}]',
    '範囲を書くか、アドレスをこのビューに結び付けてください: listen: [{example}]',
  ],
  'refuse-name': ['cannot refuse "{name}": {why}', '"{name}" は拒否できません: {why}'],
  'write-lab-name': [
    'write a domain name such as lab.univ.example',
    'lab.univ.example のようなドメイン名を書いてください',
  ],
  'refused-and-served': [
    'cannot refuse "{zone}": the view has this zone',
    '"{zone}" は拒否できません: このビューにそのゾーンがあります',
  ],
  'delete-name-or-zone': [
    'delete the name here, or the zone in this view',
    'ここの名前か、このビューのゾーンを消してください',
  ],
  'one-family-only': [
    '"{view}" takes every {has} client, but no view takes every {lacks} client',
    '"{view}" は {has} のクライアントをすべて受けますが、{lacks} のクライアントをすべて受けるビューがありません',
  ],
  'write-any-or-add': ['write any, or add {prefix}', 'any と書くか、{prefix} を加えてください'],

  // Zones
  'no-zones': ['there is no zone: Janus refuses every query', 'ゾーンがありません: すべての問い合わせを拒否します'],
  'add-zones': [
    'add "zones:" with a line such as univ.example: univ.example.zone',
    '"zones:" と、univ.example: univ.example.zone のような行を加えてください',
  ],
  'zone-badly-named': ['cannot name a zone "{zone}": {why}', 'ゾーンの名前を "{zone}" にはできません: {why}'],
  'stands-for-origin': [
    '"@" stands for an origin, and there is none here',
    'オリジンを表しますが、ここにはオリジンがありません',
  ],
  'control-in-name': ['it has a space or a control character', '空白か制御文字があります'],
  'letters-beyond-ascii': [
    'DNS has another form for letters beyond ASCII',
    'ASCII にない文字は、DNS では別の形で書きます',
  ],
  'write-ascii-name': ['write {name}', '{name} と書いてください'],
  'write-zone-name': ['write a domain name such as univ.example', 'univ.example のようなドメイン名を書いてください'],
  'zone-twice': [
    'cannot add the zone "{zone}": the configuration has it already',
    'ゾーン "{zone}" は加えられません: もうあります',
  ],
  'same-name': ['"{zone}" is the same name', '"{zone}" は同じ名前です'],
  'join-zones': [
    'put the files of all its views under one of the two',
    'すべてのビューのファイルを、どちらか一つの下に書いてください',
  ],
  'zone-not-named': [
    'cannot use the zone "{zone}": there is no such zone',
    'ゾーン "{zone}" は使えません: そのゾーンはありません',
  ],
  'name-zone': [
    'name a zone that is under "zones", or delete it here',
    '"zones" にあるゾーンを書くか、ここから消してください',
  ],
  'zone-without-file': [
    'cannot serve "{zone}": it has no file in any view',
    '"{zone}" を出せません: どのビューにもファイルがありません',
  ],
  'give-file': [
    'give it a file, for all views or for each one',
    'すべてのビューに、または一つずつのビューに、ファイルを書いてください',
  ],
  'no-gateway': [
    'cannot write the gateway into MX: no gateway is known for the view',
    'MX にゲートウェイを書けません: このビューのゲートウェイがわかりません',
  ],
  'name-gateway': ['name it: mail: {example}', '書いてください: mail: {example}'],
  'map-of-families': [
    'cannot map "{from}" to "{to}": one is IPv4, the other is IPv6',
    '"{from}" を "{to}" に置き換えられません: 一方は IPv4、他方は IPv6 です',
  ],
  'write-one-family': ['write two prefixes of one family', '同じ種類の範囲を二つ書いてください'],
  'face-from-none': [
    'cannot make this face: the view "{view}" has no zone "{zone}"',
    'この面を作れません: "{zone}" はビュー "{view}" にありません',
  ],
  'give-file-there': [
    'give it a file there, or name another view',
    'そこにファイルを書くか、別のビューを書いてください',
  ],
  'face-from-itself': [
    'cannot make this face: it would be made from itself in the end',
    'この面を作れません: たどると自分自身から作ることになります',
  ],
  'give-one-file': ['give one of these faces a file', 'どれか一つの面にファイルを書いてください'],

  // Names and reviews
  'config-name-unreadable': ['cannot read the name "{name}": {why}', '名前 "{name}" が読めません: {why}'],
  'write-mx-name': [
    'write a domain name such as mx.univ.example',
    'mx.univ.example のようなドメイン名を書いてください',
  ],
  'review-no-type': [
    'cannot use the type "{type}": there is no such type',
    '型 "{type}" は使えません: その型はありません',
  ],
  'write-type': ['write a type such as MX', 'MX のような型を書いてください'],
  'review-no-date': [
    'cannot use the date "{date}": it is not a date',
    '日付 "{date}" は使えません: 日付ではありません',
  ],
  'write-date': ['write year, month and day as in 2027-03-31', '2027-03-31 のように年月日を書いてください'],
  'review-of-all': ['cannot use this: it would cover everything', '使えません: すべてについてのことになります'],
  'narrow-review': ['give it a zone, a name or a type', 'ゾーン、名前、型のどれかを書いてください'],

  // Transfers
  'transfer-no-view': [
    'this lets nobody fetch a zone: the clients of "{prefix}" get no view',
    '"{prefix}" ではだれもゾーンを取れません: そのクライアントにはビューがありません',
  ],
  'transfer-one-view': [
    'this lets nobody fetch a zone: the clients of "{prefix}" get the view {views}',
    '"{prefix}" ではだれもゾーンを取れません: そのクライアントのビューは {views} です',
  ],
  'transfer-views': [
    'this lets nobody fetch a zone: the clients of "{prefix}" get the views {views}',
    '"{prefix}" ではだれもゾーンを取れません: そのクライアントのビューは {views} です',
  ],
  'transfer-of-nothing': [
    'this lets nobody fetch a zone: "zones" is empty',
    'これではだれもゾーンを取れません: "zones" が空です',
  ],
  'name-zones-or-all': [
    'name zones, or delete "zones" to mean all of them',
    'ゾーンを書くか、"zones" を消してください。消すとすべてのゾーンのことになります',
  ],
  'transfer-not-in-views': [
    'this lets nobody fetch these zones: the views {views} have none of them',
    'これではだれもこのゾーンを取れません: {views} に面がありません',
  ],
  'name-zone-of-views': [
    'name a zone of these views, or another view',
    'これらのビューにあるゾーンか、別のビューを書いてください',
  ],
  'transfer-from-empty': [
    'this lets nobody fetch a zone: "from" is empty',
    'これではだれもゾーンを取れません: "from" が空です',
  ],
  'transfer-views-empty': [
    'this lets nobody fetch a zone: "views" is empty',
    'これではだれもゾーンを取れません: "views" が空です',
  ],
  'fill-or-delete': ['name at least one, or delete the entry', '一つ以上書くか、この項目を消してください'],
  'transfer-key-elsewhere': [
    'nobody can fetch a zone with the key "{key}" from there: the key may not be used from there',
    'そこからは鍵 "{key}" でだれもゾーンを取れません: そこからは使えない鍵です',
  ],
  'match-key-from': [
    'name prefixes that "from" of the key has under "tsig", or widen that',
    '"tsig" の鍵の "from" にあるプレフィックスを書くか、そちらを広げてください',
  ],
  'transfer-no-tls': [
    'this lets nobody fetch a zone: it is only for TLS, and no address of "listen" speaks TLS',
    'これではだれもゾーンを取れません: TLS だけが許されていますが、"listen" に TLS のアドレスがありません',
  ],
  'listen-over-tls': ['add an address with "tls" under "listen"', '"listen" に "tls" のあるアドレスを加えてください'],
  'name-view-or-address': [
    'name one of these views, or another address',
    'このビューのどれかか、別のアドレスを書いてください',
  ],
  'transfer-to-anybody': [
    'anybody could fetch whole zones: the entry has neither "from" nor "key"',
    'だれでもゾーン全体を取れてしまいます: "from" も "key" もありません',
  ],
  'give-from-or-key': ['give it "from", or "key", or both', '"from" か "key"、または両方を書いてください'],
  'unkeyed-two-views': [
    'it is not clear which view of {zone} is meant: the views {views} can be fetched without a key',
    '{zone} のどの面かが決まりません: 鍵なしでビュー {views} を取れます',
  ],
  'entry-per-view-or-key': [
    'write one entry for each view, or let it use keys',
    'ビューごとに一つの項目を書くか、鍵を使ってください',
  ],
  'unkeyed-inside': [
    'cannot let the view "{view}" be fetched without a key: it is not public',
    'ビュー "{view}" は鍵なしで渡せません: 公開のビューではありません',
  ],
  'delete-key-none': [
    'delete "key: none", and Janus makes a key',
    '"key: none" を消してください。Janus が鍵を作ります',
  ],
  'peer-badly-named': ['cannot use the name "{peer}" for a server', '名前 "{peer}" はサーバーに使えません'],
  'choose-peer-name': [
    'choose a name of letters, digits, "-" and "_" that begins with a letter: keys get this name',
    '文字で始まり、英字、数字、"-"、"_" からなる別の名前を選んでください。鍵の名前になります',
  ],
  'peer-twice': [
    'cannot use the name "{peer}" again: upper and lower case are the same in names of keys',
    '名前 "{peer}" は二度使えません: 鍵の名前は大文字と小文字を区別しません',
  ],
  'peer-address-unusable': ['cannot use the address "{address}": {why}', 'アドレス "{address}" は使えません: {why}'],
  'port-zero': ['nobody answers at port 0', 'ポート 0 ではだれも答えません'],
  'address-of-nobody': ['no server can have this address', 'サーバーのアドレスではありません'],
  'address-of-many': ['it stands for many hosts at once', '多数のホストを指すアドレスです'],
  'name-own-address': [
    'name an address that this server has, or leave it out',
    'このサーバーにあるアドレスを書くか、書かずにおいてください',
  ],
  'peer-is-ours': ['this server listens there itself', 'このサーバー自身がそこで待ち受けています'],
  'name-other-server': ['name the address of the other server', '相手のサーバーのアドレスを書いてください'],
  'face-of-nothing': [
    'cannot make this face: it has neither "file" nor "from" nor "primary"',
    '面を作れません: "file" も "from" も "primary" もありません',
  ],
  'give-source': [
    'name its file, the view to make it from, or its primary',
    'ファイル、もとになるビュー、取り寄せるプライマリのどれかを書いてください',
  ],
  'primary-beside': [
    'cannot use "{key}" beside "primary": the face is exactly what the primary sends',
    '"primary" と並べて "{key}" は使えません: 面はプライマリの送るものです',
  ],
  'from-beside': [
    'cannot use "{key}" beside "from": the face is made from the other face by rules',
    '"from" と並べて "{key}" は使えません: 面はもう一つの面から規則で作られます',
  ],
  'file-beside': [
    'cannot use "{key}" beside "file": the face is exactly what the file says',
    '"file" と並べて "{key}" は使えません: 面はファイルの書くとおりです',
  ],
  'primary-not-named': ['no primary is called "{primary}"', '"{primary}" というプライマリはありません'],
  'add-to-primaries': ['add it under "primaries": {example}', '"primaries" に加えてください: {example}'],
  'cannot-complete-primary': [
    'cannot complete {zone} in view "{view}": it comes from a primary',
    '{zone} をビュー "{view}" で補えません: プライマリから来ます',
  ],
  'name-other-views': ['name other views here', 'ここには別のビューを書いてください'],
  'made-from-primary': [
    'cannot make a face from that of "{view}": it comes from a primary, and changes whenever the primary sends a new version',
    '"{view}" の面からは作れません: プライマリが送るたびに変わります',
  ],
  'form-primary-name': ["a primary's name", 'プライマリの名前'],
  'primary-without-address': [
    'cannot ask "{primary}": it has no address',
    '"{primary}" に尋ねられません: アドレスがありません',
  ],
  'secondary-without-address': [
    'cannot notify "{secondary}" of changes: it has no address',
    '"{secondary}" に変更を知らせられません: アドレスがありません',
  ],
  'fill-address': ['name the address to which NOTIFY goes', '変更を知らせる先を書いてください'],
  'secondary-without-views': [
    'the secondary "{secondary}" gets no view',
    'セカンダリ "{secondary}" が受け取るビューがありません',
  ],
  'fill-views': ['name the views whose zones it gets', '面を受け取るビューを書いてください'],
  'secondary-without-from': [
    'the secondary "{secondary}" can fetch nothing: "from" is empty',
    'セカンダリ "{secondary}" は何も取れません: "from" が空です',
  ],
  'fill-from': [
    'name the prefixes from which it fetches, or delete "from" to mean its addresses',
    '取りに来るプレフィックスを書くか、"from" を消してください。消すと "address" が使われます',
  ],
  'keys-and-none': [
    'cannot give "{peer}" keys: it also has "key: none"',
    '"{peer}" に鍵を与えられません: "key: none" が並んでいます',
  ],
  'key-of-other-view': [
    'cannot use a key for the view "{view}": "{peer}" does not get it',
    'ビュー "{view}" の鍵は使えません: "{peer}" はそのビューを取りません',
  ],
  'name-it-under-views': [
    'name the view under "views", or delete the key here',
    '"views" にビューを書くか、ここから鍵を消してください',
  ],
  'other-family': [
    'this address cannot send to {address}: one is IPv4, the other IPv6',
    'そこから {address} へは送れません',
  ],
  'name-same-family': ['name an address of the same family', '同じ種類のアドレスを書いてください'],
  'give-view': ['give them a view, or delete it here', 'ビューを与えるか、ここから消してください'],

  // Updates
  'update-by-anybody': [
    'anybody could change zones: the rule has neither "from" nor "key"',
    'だれでもゾーンを変えられます: "from" も "key" もありません',
  ],
  'update-from-everywhere': [
    'anybody could change zones: {prefix} is every address, and the rule has no key',
    'だれでもゾーンを変えられます: {prefix} はすべてのアドレスで、鍵がありません',
  ],
  'update-unproven': [
    'anybody who forges an address may change zones: with "proof: off" clients need not prove their address',
    'アドレスを偽ればゾーンを変えられます: "proof: off" は本人のアドレスである証拠を求めません',
  ],
  'update-let-proof-be': [
    'delete "proof" and let clients use TCP or cookies, or give the rule a key',
    'これを消して TCP かクッキーを使わせるか、鍵を指定してください',
  ],
  'update-of-other-views': [
    'this rule lets nobody change anything: its clients get {views}',
    'この規則ではだれも何も変えられません: 該当する人のビューは {views} です',
  ],
  'name-view-of-rule': [
    'name one of these views, or delete "views"',
    'このビューのどれかを書くか、"views" を消してください',
  ],
  'update-of-no-zone': [
    'cannot permit changes of "{zone}": there is no such zone',
    '"{zone}" は変えられません: そのようなゾーンはありません',
  ],
  'update-not-in-views': [
    'cannot permit changes of "{zone}": none of the views {views} has it',
    '"{zone}" は変えられません: ビュー {views} のどれにもありません',
  ],
  'update-name-view': [
    'name a view that has the zone, or delete the zone here',
    'ゾーンのあるビューを書くか、ここからゾーンを消してください',
  ],
  'update-of-primary': [
    'cannot permit changes of "{zone}": it comes from a primary',
    '"{zone}" はここでは変えられません: プライマリから来ます',
  ],
  'update-the-primary': [
    'send updates to the primary, and delete it here',
    '更新はプライマリに送り、ここから消してください',
  ],
  'update-name-unusable': ['cannot use the name "{name}": {why}', '名前 "{name}" は使えません: {why}'],
  'write-update-name': [
    'write it relative to the zone: www, x.* for x before any name, *.x for all names below x, @ or self',
    'ゾーンからの相対名で書いてください: www、x.*(すべての名前の前の x)、*.x(x より下のすべて)、@、self',
  ],
  'update-name-outside': [
    'cannot use the name "{name}": it lies in none of the zones of this rule',
    '名前 "{name}" は使えません: この規則のどのゾーンにもありません',
  ],
  'update-name-in-full': [
    'cannot use the name "{name}": names here are relative to the zone, so that this one would end in {zone} twice',
    '名前 "{name}" は使えません: 相対名なので {zone} が二重になります',
  ],
  'self-without-key': [
    'cannot use "self": it is the name of the key, and the rule has none',
    '"self" は使えません: 鍵の名前のことですが、この規則に鍵がありません',
  ],
  'update-give-key': ['give the rule a key', '規則に鍵を指定してください'],
  'self-outside': [
    'cannot use "self": no zone of this rule holds a name that is that of the key "{key}"',
    '"self" は使えません: 鍵 "{key}" の名前はこの規則のどのゾーンにもありません',
  ],
  'name-key-in-zone': [
    'use a key that has the name of the host, or write the name here',
    'ホストと同じ名前の鍵を使うか、ここに名前を書いてください',
  ],
  'update-type-of-signing': [
    'cannot permit changes of {type}: only signing makes these records',
    '{type} は変えられません: 署名が作るレコードで、メッセージで変えることはできません',
  ],
  'update-leave-type-out': ['leave the type out', 'この型を消してください'],
  'update-no-type': [
    'cannot permit changes of "{type}": there is no such type',
    '"{type}" は変えられません: その型のレコードはありません',
  ],
  'update-lease-over-max': [
    'cannot grant this lease: it is longer than "max-lease"',
    'このリースは与えられません: 最長より長くなっています',
  ],
  'max-lease-here': ['"max-lease" is set here', '最長はここにあります'],
  'update-shorten-lease': ['make it shorter, or "max-lease" longer', '短くするか、"max-lease" を長くしてください'],
  'form-lease': ['a duration from 1s to 49710d', '1s から 49710d までの時間'],
  'form-proof': ['required or off', 'required か off'],
  'form-types': ['a list of types', '型のリスト'],
  'form-update-name': ['a name relative to the zone', 'ゾーンからの相対名'],
  'form-update-names': ['a list of names relative to the zone', 'ゾーンからの相対名のリスト'],
  'form-update': [
    'a map of key, from, zones, names, types, views, lease, max-lease and proof',
    'key、from、zones、names、types、views、lease、max-lease、proof のマップ',
  ],
  'form-updates': ['a list of maps', 'マップのリスト'],

  // Secrets
  'secret-unusable': ['cannot use the secret "{secret}": {why}', '秘密 "{secret}" は使えません: {why}'],
  'file-without-secret': ['it does not hold 32 hexadecimal digits', '32 桁の 16 進数ではありません'],
  'secret-unread': [
    'it is not 32 hexadecimal digits, and the file cannot be read: {why}',
    '32 桁の 16 進数ではなく、ファイルとしても読めません: {why}',
  ],
  'make-secret': ['make one with: openssl rand -hex 16', '"openssl rand -hex 16" で作れます'],
  'correct-path-or-make': [
    'correct the path, or make one with: openssl rand -hex 16',
    'パスを直すか、"openssl rand -hex 16" で作ってください',
  ],

  // Canaries
  'canary-unusable': ['cannot use this canary: {why}', 'このカナリアは使えません: {why}'],
  'canary-no-address': ['"{address}" is not an address', '"{address}" はアドレスではありません'],
  'write-one-address': ['write an address such as 192.0.2.1', '192.0.2.1 のようなアドレスを書いてください'],
  'canary-no-question': ['"{question}" is not a name and a type', '"{question}" は名前と型ではありません'],
  'write-question': ['write a question such as univ.example MX', 'univ.example MX のように書いてください'],
  'canary-no-name': ['"{name}" is not a name: {why}', '"{name}" は名前ではありません: {why}'],
  'write-univ-name': ['write a name such as univ.example', 'univ.example のような名前を書いてください'],
  'write-data': [
    'write what follows {type} in a zone file',
    'ゾーンファイルで {type} のあとに書くものを書いてください',
  ],
  'canary-no-record': ['"{record}" is not a record', '"{record}" はレコードではありません'],

  // What a value must be
  'form-whole-number': ['a whole number from {least} to {most}', '{least} から {most} までの整数'],
  'form-octets': ['a text of 1 to {most} octets', '1 から {most} オクテットの文字列'],
  'form-duration': ['a duration such as 10s, 2m or 1h30m', '10s、2m、1h30m のような時間'],
  'form-duration-hour': ['a duration from 1s to 1h', '1s から 1h までの時間'],
  'form-boolean': ['true or false', 'true か false'],
  'form-address': [
    'an address such as 192.0.2.1:53 or "[2001:db8::1]:53"',
    '192.0.2.1:53 や "[2001:db8::1]:53" のようなアドレス',
  ],
  'form-address-or-map': [
    'an address such as 192.0.2.1:53, or a map with it under "address"',
    '192.0.2.1:53 のようなアドレスか、"address" にそれを書いたマップ',
  ],
  'form-http-address': ['an address such as 127.0.0.1:9353', '127.0.0.1:9353 のようなアドレス'],
  'form-addresses': ['a list of addresses', 'アドレスのリスト'],
  'form-view': ["a view's name", 'ビューの名前'],
  'form-views': ['a list of views', 'ビューのリスト'],
  'form-two-views': ['a list of two views', '二つのビューのリスト'],
  'form-prefix-or-any': ['a prefix such as 192.0.2.0/24, or any', '192.0.2.0/24 のような範囲か any'],
  'form-prefix': ['a prefix such as 192.0.2.0/24', '192.0.2.0/24 のような範囲'],
  'form-ipv6-prefix': ['a prefix such as 2001:db8:99::/48', '2001:db8:99::/48 のような範囲'],
  'form-prefixes': ['a list of prefixes', '範囲のリスト'],
  'form-view-map': [
    'a list of prefixes, or a map with them under "clients"',
    '範囲のリストか、"clients" に範囲を書いたマップ',
  ],
  'form-views-map': ['a map of view to prefixes', 'ビューから範囲へのマップ'],
  'form-lab-name': ['a name such as lab.univ.example', 'lab.univ.example のような名前'],
  'form-names': ['a list of names', '名前のリスト'],
  'form-tcp': ['a map of TCP limits', 'TCP の制限のマップ'],
  'form-udp': ['auto or portable', 'auto か portable'],
  'form-path': ['a path', 'パス'],
  'form-zones-map': ['a map of zone to file', 'ゾーンからファイルへのマップ'],
  'form-severity': ['one of error, warning, info, off', 'error、warning、info、off のどれか'],
  'form-severities': ['a map of rule to severity', '規則から重さへのマップ'],
  'form-settings': ['a map of settings such as "listen" and "zones"', '"listen" や "zones" などの設定のマップ'],
  'form-limits': ['true, false or a map of limits', 'true、false か、制限のマップ'],
  'form-secret': [
    '32 hexadecimal digits, or the path of a file with them',
    '32 桁の 16 進数か、それがあるファイルのパス',
  ],
  'form-secrets': ['a list of secrets', '秘密のリスト'],
  'form-cookies': ['true, false or a map of secrets', 'true、false か、秘密のマップ'],
  'form-zone-file': ['the path of a zone file', 'ゾーンファイルのパス'],
  'form-relative-name': [
    'a name such as www, or lab.* for all below it',
    'www のような名前か、その下すべてを表す lab.* ',
  ],
  'form-names-hidden': ['a list of names that are left out', '省く名前のリスト'],
  'form-names-kept': ['a list of names that stay', '残す名前のリスト'],
  'form-source-word': ['source', 'source'],
  'form-gateway-word': ['gateway', 'gateway'],
  'form-private-word': ['private', 'private'],
  'form-prefix-map': ['a map of prefix to prefix', '範囲から範囲へのマップ'],
  'form-face-rule': ['a map of rules such as {example}', '{example} のような規則のマップ'],
  'form-rules': ['a list of rules', '規則のリスト'],
  'form-layers': ['a list of zone files, each laid over those before it', '重ねる順に並べたゾーンファイルのリスト'],
  'form-file-or-layers': ['the path of a zone file, or a list of such', 'ゾーンファイルのパスか、そのリスト'],
  'form-face': [
    'the path of a zone file, a list of such, or a map with file, from or primary',
    'ゾーンファイルのパスか、そのリスト、または file か from か primary のマップ',
  ],
  'form-zone': [
    'the path of a zone file, a list of such, or a map of view to path',
    'ゾーンファイルのパスか、そのリスト、またはビューからパスへのマップ',
  ],
  'form-gateway-name': ['the name of a gateway such as mx.univ.example', 'mx.univ.example のようなゲートウェイの名前'],
  'form-gateway-one': ['the name of a gateway', 'ゲートウェイの名前'],
  'form-gateways': ['a list of gateways', 'ゲートウェイのリスト'],
  'form-gateway': ['the name of a gateway, or a list of such', 'ゲートウェイの名前か、そのリスト'],
  'form-gateway-map': ['a map of view to gateway', 'ビューからゲートウェイへのマップ'],
  'form-mail': ['a map of gateways and ipv6', 'gateways と ipv6 のマップ'],
  'form-reverse': [
    'a map of prefix to the views in which its addresses get names',
    '範囲から、そのアドレスに名前を付けるビューへのマップ',
  ],
  'form-zone-name': ['a zone', 'ゾーン'],
  'form-zone-names': ['a list of zones', 'ゾーンのリスト'],
  'form-name': ['a name', '名前'],
  'form-type': ['a type of record', 'レコードの型'],
  'form-sentence': ['a sentence', '文'],
  'form-date': ['a date such as 2027-03-31', '2027-03-31 のような日付'],
  'form-review': ['a map of zone, name, type, reason and until', 'zone、name、type、reason、until のマップ'],
  'form-differences': ['a list of differences', '違いのリスト'],
  'form-leaks': ['a list of leaks', '漏れのリスト'],
  'form-client': ["a client's address", 'クライアントのアドレス'],
  'form-question': ['a name and a type such as univ.example MX', 'univ.example MX のような名前と型'],
  'form-answer': ['an answer', '答え'],
  'form-answers': ['a list of answers', '答えのリスト'],
  'form-expectation': [
    'one answer or a list of them such as 10 mx.univ.example., or NXDOMAIN, NODATA, SERVFAIL, REFUSED',
    '10 mx.univ.example. のような答えか、そのリスト、または NXDOMAIN、NODATA、SERVFAIL、REFUSED',
  ],
  'form-canary': ['a map of from, ask and expect', 'from、ask、expect のマップ'],
  'form-canaries': ['a list of maps of from, ask and expect', 'from、ask、expect のマップのリスト'],
  'form-socket': ['the path of a socket', 'ソケットのパス'],
  'form-file': ['the path of a file', 'ファイルのパス'],
  'form-group': ['a group', 'グループ'],
  'form-user': ['a user', 'ユーザー'],
  'form-control': ['a map of control settings', '制御の設定のマップ'],
  'form-edit': ['off, propose or apply', 'off、propose、apply のどれか'],
  'form-header': ['the name of a header such as Remote-User', 'Remote-User のようなヘッダーの名前'],
  'form-trusted-header': ['a map of from, name and secret', 'from、name、secret のマップ'],
  'form-url': ['an address such as https://login.univ.example', 'https://login.univ.example のような URL'],
  'form-word': ['a word', '語'],
  'form-oidc': [
    'a map of issuer, client, secret, redirect and claim',
    'issuer、client、secret、redirect、claim のマップ',
  ],
  'form-http-name': ['a name such as ns1.univ.example', 'ns1.univ.example のような名前'],
  'form-http-names': ['a list of names', '名前のリスト'],
  'form-http': ['a map of HTTP settings', 'HTTP の設定のマップ'],
  'form-level': [
    'one of trace, debug, info, warn, error, fatal, silent',
    'trace、debug、info、warn、error、fatal、silent のどれか',
  ],
  'form-log-format': ['auto, json or text', 'auto、json、text のどれか'],
  'form-log': ['a map of log settings', 'ログの設定のマップ'],
  'form-audit': ['a map with max-megabytes', 'max-megabytes を持つマップ'],
  'form-dnstap': ['a map of dnstap settings', 'dnstap の設定のマップ'],
  'form-reload': ['per-zone or atomic', 'per-zone か atomic'],
  'form-none': ['none, or left out', 'none、または省略'],
  'form-tsig-key': ['a map of view or views, and from', 'view か views、それに from のマップ'],
  'form-tsig': ['a map of key to what it shows', '鍵から、鍵で見えるものへのマップ'],
  'form-key': ["a key's name", '鍵の名前'],
  'form-keys-by-view': ['a map of view to key', 'ビューから鍵へのマップ'],
  'form-required': ['required, or left out', 'required、または省略'],
  'form-paths': ['a list of paths', 'パスのリスト'],
  'form-pair': ['a map of certificate and key', 'certificate と key のマップ'],
  'form-server-name': ['a name or an address', '名前かアドレス'],
  'form-pin': ['a SHA-256 in base64', 'base64 の SHA-256'],
  'form-pins': ['a list of SHA-256 in base64', 'base64 の SHA-256 のリスト'],
  'form-alpn': ['required or optional', 'required か optional'],
  'form-primary-tls': ['a map with name or pins', 'name か pins のあるマップ'],
  'form-any': ['any, or left out', 'any、または省略'],
  'form-zonemd': ['off, verify or require', 'off、verify、require のどれか'],
  'form-primary': ['a map with address', 'address のあるマップ'],
  'form-primaries': ['a map of name to primary', '名前からプライマリへのマップ'],
  'form-secondary': ['a map with address and views', 'address と views のあるマップ'],
  'form-secondaries': ['a map of name to secondary', '名前からセカンダリへのマップ'],
  'form-transfer': ['a map of from, key, zones and views', 'from、key、zones、views のマップ'],
  'form-transfers': ['a list of maps', 'マップのリスト'],
  'form-secondary-name': ["a secondary's name", 'セカンダリの名前'],
  'form-secondary-names': ['a list of secondaries', 'セカンダリのリスト'],
  'form-groups': ['a map of group to primary', 'グループからプライマリへのマップ'],
  'form-catalog': ['a map with view, and produce or primary', 'view と、produce か primary のあるマップ'],
  'form-denial-chain': ['nsec, nsec3, minimal or compact', 'nsec、nsec3、minimal、compact のどれか'],
  'form-denial': [
    'nsec, nsec3, minimal, compact, or a map of view to one of them',
    'nsec、nsec3、minimal、compact のどれか、またはビューからそのどれかへのマップ',
  ],
  'form-child-first': ['never or signal', 'never か signal'],
  'form-child': [
    'true, false, or a map with first, every, servers and resolvers',
    'true、false、または first・every・servers・resolvers のマップ',
  ],
  'form-children': ['a map of zone to how it is followed', 'ゾーンから追いかたへのマップ'],
  'form-sign-keys': ['csk or split', 'csk か split'],
  'form-sign-algorithm': ['8, 13 or 15', '8、13、15 のどれか'],
  'form-sign': ['true, or a map of how the zone is signed', 'true か、署名のしかたのマップ'],
  'form-sign-zones': ['a map of zone to how it is signed', 'ゾーンから署名のしかたへのマップ'],
  'form-unsigned-face': ['a map of zone, view, reason and until', 'zone、view、reason、until のマップ'],
  'form-unsigned-faces': [
    'a list of maps of zone, view, reason and until',
    'zone、view、reason、until のマップのリスト',
  ],
  'form-catalogs': ['a map of name to catalog', '名前からカタログへのマップ'],
  'catalog-is-zone': [
    'cannot use the name "{catalog}" for a catalog: there is a zone {zone}',
    '名前 "{catalog}" はカタログに使えません: ゾーン {zone} があります',
  ],
  'catalog-twice': ['there is a catalog "{catalog}" already', 'カタログ "{catalog}" はもうあります'],
  'catalog-name-unfit': [
    'cannot use the name "{catalog}" for a catalog: with it the names of its members would be too long',
    '名前 "{catalog}" はカタログに使えません: メンバーの名前が収まりません',
  ],
  'name-catalog-otherwise': [
    'give the catalog a name of its own, such as catalog.internal.example',
    'catalog.internal.example のような、カタログだけの名前にしてください',
  ],
  'catalog-of-nobody': [
    'the catalog "{catalog}" needs either "produce" or "primary"',
    'カタログ "{catalog}" には "produce" か "primary" のどちらか一つが要ります',
  ],
  'give-produce-or-primary': [
    'write the secondaries that get it under "produce", or the server that it comes from under "primary"',
    '作って渡すセカンダリを "produce" に、または取り寄せるサーバーを "primary" に書いてください',
  ],
  'catalog-for-nobody': ['no secondary gets the catalog', 'カタログを受け取るセカンダリがありません'],
  'name-consumers': [
    'name one under "produce", by its name under "secondaries"',
    '"secondaries" にある名前を "produce" に書いてください',
  ],
  'produced-beside': [
    'cannot use "{key}" beside "produce": it is for a catalog of another server',
    '"produce" と並べて "{key}" は使えません: 別のサーバーのカタログのためのものです',
  ],
  'take-key-out': ['delete "{key}"', '"{key}" を消してください'],
  'consumer-of-other-view': [
    'the secondary "{secondary}" does not get the view "{view}"',
    'セカンダリ "{secondary}" はビュー "{view}" を受け取りません',
  ],
  'add-view-to-secondary': [
    'add "{view}" to the views of "{secondary}" under "secondaries", or name another secondary',
    '"secondaries" の "{secondary}" の views に "{view}" を加えるか、別のセカンダリを書いてください',
  ],
  'consumer-without-key': [
    'the secondary "{secondary}" has no key: Janus gives catalogs only to servers with a key',
    'セカンダリ "{secondary}" には鍵がありません: カタログは鍵のない相手には見せません',
  ],
  'member-is-zone': [
    'cannot admit {zone} from a catalog: view "{view}" has it under "zones"',
    'カタログから {zone} は受け入れられません: ビュー "{view}" では "zones" にあります',
  ],
  'catalog-admits-nothing': [
    'no zone comes from the catalog: "zones" is empty',
    'カタログからどのゾーンも来ません: "zones" が空です',
  ],
  'group-without-name': ['the name of a group cannot be empty', 'グループの名前は空にできません'],
  'name-group': [
    'name the group as the catalog does, or delete it',
    'カタログにあるグループの名前を書くか、消してください',
  ],
  'take-member-out': ['delete it here, or under "zones"', 'ここか、"zones" から消してください'],
  'no-such-secondary': ['no secondary is called "{secondary}"', '"{secondary}" というセカンダリはありません'],
  'add-to-secondaries': ['add it under "secondaries": {example}', '"secondaries" に加えてください: {example}'],
  'primary-key-of-other-view': [
    'the key "{key}" of the primary "{primary}" is not for the view "{view}"',
    'プライマリ "{primary}" の鍵 "{key}" はビュー "{view}" のためのものではありません',
  ],
  'name-key-of-view': [
    'name a primary whose key is for the view "{view}"',
    'ビュー "{view}" のための鍵を持つプライマリを書いてください',
  ],
  'catalog-below-other': [
    'the catalog lies below the catalog {catalog} of the same view',
    'このカタログは同じビューのカタログ {catalog} の下にあります',
  ],
  'catalog-above-other': [
    'the catalog lies above the catalog {catalog} of the same view',
    'このカタログは同じビューのカタログ {catalog} の上にあります',
  ],
  'consumer-of-two': [
    'the secondary "{secondary}" gets two catalogs of the view "{view}": each would list the same zones',
    'セカンダリ "{secondary}" がビュー "{view}" のカタログを二つ受け取ります: 同じゾーンが両方に並びます',
  ],
  'member-of-two': [
    'two catalogs of the view "{view}" admit the zone {zone}',
    'ビュー "{view}" の二つのカタログがゾーン {zone} を受け入れます',
  ],

  // Address lists
  'form-list-format': [
    'one of ip4set, ip4tset, ip4trie, ip6tset, ip6trie, dnset, generic, combined',
    'ip4set、ip4tset、ip4trie、ip6tset、ip6trie、dnset、generic、combined のどれか',
  ],
  'form-list-file': ['a path to a list file', 'リストファイルのパス'],
  'form-path-or-map': ['a path, or a map with file', 'パス、または file のあるマップ'],
  'form-list-files': ['a list of files', 'ファイルのリスト'],
  'form-keys': ['a list of keys', '鍵のリスト'],
  'form-list-code': ['an address such as 127.0.0.2', '127.0.0.2 のようなアドレス'],
  'form-list': ['a map with files or leases', 'files か leases のあるマップ'],
  'form-lists': ['a map of zone to list', 'ゾーンからリストへのマップ'],
  'list-is-zone': [
    'cannot make a list of "{list}": line {line} has a zone of this name',
    '"{list}" をリストにできません: {line} 行目に同じ名前のゾーンがあります',
  ],
  'name-list-otherwise': [
    'give the list a name of its own, such as dnsbl.univ.example',
    'dnsbl.univ.example のような、リストだけの名前にしてください',
  ],
  'list-of-nothing': [
    'the list "{list}" has neither files nor "leases"',
    'リスト "{list}" にはファイルも、終わりのある項目もありません',
  ],
  'give-files-or-leases': [
    'name its files, or write leases: 10m to add entries that end by themselves',
    'ファイルを書くか、加えて期限で消える項目のために leases: 10m と書いてください',
  ],
  'list-no-file': ['there is no file in the list', 'リストにファイルがありません'],
  'format-of-no-file': ['no file of the list has this format', 'この形式のファイルがありません'],
  'name-list-file': [
    'name one: files: [lists/spam], or delete the key',
    'files: [lists/spam] のように書くか、キーを消してください',
  ],
  'list-without-format': ['cannot read {file}: its format is not given', '{file} が読めません: 形式が書いてありません'],
  'give-list-format': [
    'write {example}, or "format" once for all files',
    '{example} と書くか、すべてのファイルのために "format" を書いてください',
  ],
  'list-format-unknown': [
    'cannot read list files in the format "{format}": there is no such format',
    '形式 "{format}" のリストファイルは読めません: その形式はありません',
  ],
  'list-formats-are': ['the formats are: {formats}', '形式は {formats} です'],
  'list-ttl': [
    'cannot use "{key}": a TTL is whole seconds below 2^31',
    '"{key}" は使えません: TTL は 2^31 未満の秒数です',
  ],
  'write-seconds': ['write {key}: 10s', '{key}: 10s のように書いてください'],
  'leases-all-public': [
    'nobody would see the list "{list}": all views are public, and strangers should not see which entries were added',
    'リスト "{list}" はだれにも見えません: ビューはすべて公開で、だれが加えられたかを外に見せないためです',
  ],
  'list-for-nobody': ['nobody sees the list "{list}"', 'リスト "{list}" はだれにも見えません'],
  'name-list-views': [
    'name the views that see it: views: [internal]',
    '見えるビューを書いてください: views: [internal]',
  ],
  'leases-in-public': [
    'strangers see in the view "{view}" which entries were added',
    'ビュー "{view}" では、加えられた項目がだれにでも見えます',
  ],
  'show-inside-only': [
    'remove the view, unless everybody may know',
    '世界に知らせるのでなければ、このビューを外してください',
  ],
  'lease-too-short': [
    'an entry that lasts less than a second is of no use',
    '一秒より短い項目はだれの役にも立ちません',
  ],
  'write-longer-lease': ['write a longer time, such as 10m', '10m のような、もっと長い時間を書いてください'],
  'lease-over-max': ['entries would last longer than "max" allows', '項目の期限が、求めてよい最長の時間を超えます'],
  'write-longer-max': ['write a "max" that is at least "leases"', '"max" を "leases" 以上にしてください'],
  'without-leases': [
    'cannot use "{key}": no entries are added to this list',
    '"{key}" は使えません: このリストには項目を加えられません',
  ],
  'give-leases': ['add leases: 10m, or delete "{key}"', 'leases: 10m を加えるか、"{key}" を消してください'],
  'list-code': [
    'cannot use "{code}" as the answer for a listed address: it has to be in 127.0.0.0/8, and not 127.0.0.1',
    '載っているアドレスの答えに "{code}" は使えません: 127.0.0.1 を除く 127.0.0.0/8 のアドレスではありません',
  ],
  'write-list-code': ['write one such as 127.0.0.2', '127.0.0.2 のように書いてください'],
  // Signed zones
  'sign-no-zone': [
    'cannot sign the zone "{zone}": there is no such zone',
    'ゾーン "{zone}" は署名できません: そのゾーンはありません',
  ],
  'sign-leases': [
    'cannot sign {zone}: entries can be added to it (line {line}), and the threads that answer for them hold no key',
    '{zone} は署名できません: 項目が加えられては期限で消え ({line} 行目)、答えるスレッドは鍵を持ちません',
  ],
  'sign-files-alone': [
    'delete it here, or put the entries with leases into a list of their own, which is not signed',
    'ここから消すか、期限のある項目を、署名しない別のリストに分けてください',
  ],
  'sign-twice': ['{zone} is under "sign" twice', '{zone} の署名のしかたは二度書けません'],
  'sign-denial-idle': [
    'the denial of the view "{view}" has no effect: "unsigned-faces" leaves {zone} unsigned there',
    'ビュー "{view}" の denial は使われません: "unsigned-faces" によりそこでは {zone} に署名しません',
  ],
  'sign-no-face': ['the view "{view}" has no zone {zone}', 'ゾーン {zone} はビュー "{view}" にはありません'],
  'name-view-of-zone': ['name a view that has the zone', 'そのゾーンを見せるビューを書いてください'],
  'sign-validity': [
    'cannot make signatures for this time: Janus renews them 7 days before they expire, and they hold from {least} to {most} days',
    'その有効期間の署名は作れません: 署名は終わりの 7 日前に作り直され、{least} 日から {most} 日まで有効です',
  ],
  'write-validity': ['write {days}d, or leave it out', '{days}d と書くか、消してください'],
  'sign-dnskey-ttl': [
    'cannot use this TTL for keys: write 1s to 1d',
    '鍵にその TTL は使えません: 1s から 1d までです。鍵の交換はそれより早く終わりません',
  ],
  'sign-lifetime': [
    'cannot exchange keys that often or that seldom: a ZSK lives from 7d to 10 years',
    'その間隔では鍵を交換できません: ZSK の寿命は 7d から 10 年までです',
  ],
  'write-lifetime': ['write 90d, or never', '90d または never と書いてください'],
  'form-lifetime': ['a duration, such as 90d, or never', '90d のような期間、または never'],
  'write-dnskey-ttl': ['write 1h, or leave it out', '1h と書くか、消してください'],
  'sign-child-outside': [
    'cannot follow the zone "{child}": it does not lie below {zone}',
    'ゾーン "{child}" は追えません: {zone} の下にありません',
  ],
  'name-child': ['write a name below the zone in full', 'そのゾーンより下の名前を、省略せずに書いてください'],
  'sign-child-every': [
    'cannot ask that often or that seldom: write 1h to 30d',
    'その間隔では問い合わせません: 1h から 30d までです',
  ],
  'write-child-every': ['write 1d, or leave it out', '1d と書くか、消してください'],
  'sign-child-resolvers': [
    'the resolvers have no effect: only "first: signal" asks them',
    'resolvers は使われません: "first: signal" のときだけ問い合わせます',
  ],
  'write-child-first': ['write first: signal, or delete them', 'first: signal と書くか、消してください'],
  'unsigned-over': [
    'a zone was to stay unsigned until {date}, which is over',
    '面を未署名にしておく期限 {date} が過ぎています',
  ],
  'unsigned-ends': [
    'a zone may stay unsigned until {date} at the latest',
    '面を未署名にしておけるのは {date} までです',
  ],
  'sign-face': [
    'delete the entry to have it signed; or check the resolvers there again, and write a later day',
    'この項目を消せば署名されます。または、そこのリゾルバーを確かめて、もっと後の日を書いてください',
  ],
  'chain-outside': [
    '{secondary} has no key: in the view "{view}" it proves absence with NSEC or NSEC3, and caches that use these proofs deny names that only other views have',
    '{secondary} は鍵を持たず、ビュー "{view}" の不在を署名の連鎖で証明します。そこから来るキャッシュは、ほかのビューの名前をないものとします',
  ],
  'leave-secondary-out': [
    'give it no zone of that view; or use nsec there, and set the minimum of the SOA to 300 or less',
    'そのビューの面を渡さないでください。または、そこでは nsec を使い、SOA の minimum を 300 以下にしてください',
  ],
  'unsigned-idle': ['the zone "{zone}" is not signed anyway', 'ゾーン "{zone}" はまったく署名されていません'],
  'delete-it-here': [
    'delete it here, or name the zone under "sign"',
    'ここから消すか、"sign" にゾーンを書いてください',
  ],
})

export const { say } = own

/** These messages with those that may stand inside them: of zone files, prefixes, keys and users. */
export const configSays = { ...zonefileSays, ...viewsSays, ...keysSays, ...usersSays, ...own.rows }

export const english = speaker(configSays, 'en')
