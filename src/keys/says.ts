// What is said about files of keys, in each language. None of it holds a secret.

import { table } from '../dns/said.ts'

export const { rows: keysSays, say } = table({
  'key-open-to-others': [
    'its mode is {mode}: other users may read or write it',
    'モードが {mode} なので、所有者でない人も読み書きできます',
  ],
  'pem-unread': ['it cannot be read: {why}', '読めません: {why}'],
  'no-certificate': ['it holds no certificate in PEM', 'PEM の証明書が入っていません'],
  'no-private-key': ['it holds no private key in PEM', 'PEM の秘密鍵が入っていません'],
  'key-encrypted': [
    'its private key is encrypted, and nobody can type the password here: remove the password',
    '秘密鍵が暗号化されています。ここではパスワードを入力できないので、解除してください',
  ],
  'key-of-other-certificate': [
    'its private key does not belong to the certificate',
    '秘密鍵が証明書のものではありません',
  ],
  'certificate-weak': [
    'its RSA key has {bits} bits, and clients want at least {least}',
    'RSA の鍵が {bits} ビットです。クライアントは {least} ビット以上を求めます',
  ],
  'chain-in-disorder': [
    'certificate number {number} of the file has not issued the one before it',
    '{number} 番目の証明書は、一つ前の証明書を発行したものではありません',
  ],
  'certificate-expired': ['its certificate has expired: {date}', '証明書の期限が切れています: {date}'],
  'certificate-early': ['its certificate is not valid before {date}', '証明書は {date} まで有効ではありません'],
  'pair-refused': ['TLS rejects it: {why}', 'TLS がこれを受け付けません: {why}'],
  'chmod-file': ['run: chmod 600 {file}', 'chmod 600 {file} を実行してください'],
  'key-syntax': [
    'it does not have the form that tsig-keygen writes: it needs {wanted} here',
    'tsig-keygen が書く形ではありません: ここには {wanted} が要ります',
  ],
  'key-as-tsig-keygen': [
    'make it with: janus tsig new {name}, or on the other server: tsig-keygen {name}',
    '"janus tsig new {name}" か、相手のサーバーの "tsig-keygen {name}" で作ってください',
  ],
  'key-algorithm-unknown': ['there is no algorithm "{algorithm}"', '"{algorithm}" というアルゴリズムはありません'],
  'algorithms-are': [
    'use hmac-sha256; known: {algorithms}',
    'hmac-sha256 を使ってください。使えるのは {algorithms} です',
  ],
  'key-base64': ['its secret is not base64', '秘密が base64 ではありません'],
  'key-empty': ['its secret is empty', '秘密が空です'],
  'key-other-name': ['it holds the key "{found}", not "{name}"', '鍵 "{name}" ではなく "{found}" が入っています'],
  'rename-key': [
    'name the key "{name}" there, on the other server too, or the file {file}',
    '中の鍵の名前を "{name}" に変える (相手のサーバーでも) か、ファイル名を {file} にしてください',
  ],
  'key-weak': [
    'its secret has only {octets} octets, and can be guessed: it needs at least 16',
    '秘密が {octets} オクテットしかなく、推測できます。少なくとも 16 は要ります',
  ],
  'key-md5': ['it uses MD5, which is broken', '破られている MD5 を使っています'],
  'roll-key': ['make a new one: janus tsig roll {name}', '"janus tsig roll {name}" で新しい鍵を作ってください'],
  'roll-key-sha256': [
    'use hmac-sha256 as soon as the other server supports it',
    '相手のサーバーが対応したら hmac-sha256 にしてください',
  ],
  'key-cannot-read': ['cannot read {file} as user {user}: {why}', 'ユーザー {user} では {file} が読めません: {why}'],
  'key-cannot-write': ['cannot write {file} as user {user}: {why}', 'ユーザー {user} では {file} に書けません: {why}'],
  'key-read-only': ['Read-only file system', '読み取り専用のファイルシステムです'],
  'key-denied': ['Permission denied', '権限がありません'],
  'disk-full': ['No space left on device', '空き容量がありません'],
  'no-folder': ['No such file or directory', 'ファイルまたはフォルダーがありません'],
  'in-the-way': ['a file lies where the folder should be', 'フォルダーの場所にファイルがあります'],
  'key-system-says': ['{code}', '{code}'],
  'other-keys-folder': [
    'set "keys" to a folder that {user} may write to',
    '{user} が書けるフォルダーを "keys" に指定してください',
  ],
  'key-gone': [
    'cannot find {file}: Janus still uses the key "{name}" as it read it before',
    '{file} が見つかりません: 鍵 "{name}" は前に読んだまま使い続けます',
  ],
  'key-lost': [
    'cannot find {file}: others used the key "{name}" until {when}, and they would not have the secret of a new one',
    '{file} が見つかりません: 鍵 "{name}" は {when} まで使われていました。新しく作っても、ほかの誰もその秘密を持っていません',
  ],
  'bring-key-back-or-new': [
    'bring the file back and run "janus reload"; or make a new one with "janus tsig new {name}", and give it to the other server',
    'ファイルを戻して "janus reload" を実行してください。または "janus tsig new {name}" で新しく作り、相手のサーバーに渡してください',
  ],
  'bring-key-back': [
    'bring the file back before the server starts again: a start needs it',
    '次の起動までにファイルを戻してください。起動のときには、前に読んだものがありません',
  ],
})
