// What `janus acme` says, in each language.

import { table } from '../../dns/said.ts'
import { configSays } from '../../text/config/says.ts'
import { speaker } from '../../text/findings/wording.ts'

const own = table({
  'acme-no-key': [
    'there is no key "{key}" under "tsig": {keys}; make one with: janus tsig new {key}',
    '"tsig" に鍵 "{key}" がありません: {keys}。janus tsig new {key} で作れます',
  ],
  'acme-no-file': [
    'the key "{key}" has no file that can be used: start or reload the server, which makes {file}, or run: janus tsig list',
    '鍵 "{key}" に使えるファイルがありません。サーバーを起動か再読み込みすると {file} ができます。janus tsig list で確かめられます',
  ],
  'acme-algorithm': [
    '{program} does not know {algorithm}, which the key "{key}" has; make a key with one that it knows: {known}',
    '{program} は鍵 "{key}" の {algorithm} を知りません。使えるのは {known} です',
  ],
  'acme-no-rule': [
    'no rule lets the key "{key}" change anything; add under "updates", and reload: {rule}',
    '鍵 "{key}" に変更を許す規則がありません。"updates" に加えて再読み込みしてください: {rule}',
  ],
  'acme-not-permitted': [
    'the rules of the key "{key}" do not permit what {program} changes ({what}), in a view of the key and a zone that is not from a primary; add under "updates", and reload: {rule}',
    '鍵 "{key}" の規則は、{program} が変えるもの ({what}) を、鍵のビューの、プライマリから来ないゾーンで許していません。"updates" に加えて再読み込みしてください: {rule}',
  ],
  'acme-not-there': [
    'the rules of the key "{key}" permit nothing of this kind in the zone {zone}: {zones}',
    '鍵 "{key}" の規則はゾーン {zone} でこれを許していません。許しているのは {zones} です',
  ],
  'acme-no-axfr': [
    '{program} reads the zone by AXFR, and no entry of "transfers" lets the key have it; add there, and reload: {rule}',
    '{program} はゾーンを AXFR で読みますが、"transfers" に鍵がそれを得る項目がありません。加えて再読み込みしてください: {rule}',
  ],
  'acme-no-port': [
    '{program} asks port {port} alone, and "listen" has no address with it; add one, and start the server anew',
    '{program} はポート {port} にだけ問い合わせますが、"listen" にそのポートのアドレスがありません。加えてサーバーを起動し直してください',
  ],
  'acme-loopback': [
    'note: the server listens on {address} alone, so that only programs on this machine reach it',
    '注意: サーバーは {address} でだけ待ち受けているので、届くのはこのマシンのプログラムだけです',
  ],
  'acme-leases-public': [
    'note: the key "{key}" changes the view "{view}" too, which strangers see: a lease with a private address is refused there, and so in all views; give its rule the "views" inside',
    '注意: 鍵 "{key}" は外部に見えるビュー "{view}" も変えます。プライベートアドレスのリースはそこで拒否され、すべてのビューで拒否されます。規則に内側の "views" を書いてください',
  ],
})

export const { say } = own
export const english = speaker({ ...configSays, ...own.rows }, 'en')
