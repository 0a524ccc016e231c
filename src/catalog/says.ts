// Messages about catalogs, in each language.

import { table } from '../dns/said.ts'
import { speaker } from '../text/findings/wording.ts'

export const { rows: catalogSays, say } = table({
  'version-missing': [
    'it has no version: a TXT record "2" is due at {name}',
    'バージョンがありません: {name} に TXT レコード "2" が要ります',
  ],
  'version-several': [
    'it has {count} versions at {name}, and one is due',
    '{name} にバージョンが {count} つあります。一つだけにしてください',
  ],
  'version-unknown': [
    'its version at {name} is "{version}", and "2" is the only one known',
    '{name} のバージョンは "{version}" ですが、分かるのは "2" だけです',
  ],
  'member-several': [
    '{owner} names {count} zones, and one is due',
    '{owner} がゾーンを {count} つ指しています。一つだけにしてください',
  ],
  'member-twice': [
    'it lists {zone} twice: at {first} and at {second}',
    '{zone} が二度並んでいます: {first} と {second}',
  ],
  'coo-several': [
    '{owner} names {count} catalogs, and one is due',
    '{owner} がカタログを {count} つ指しています。一つだけにしてください',
  ],
  'group-empty': ['{owner} names a group that has no name', '{owner} のグループに名前がありません'],
  'removes-many': [
    'it would take away {gone} of {members} zones at once, or begin them anew under other labels, and {limit} % is the most: see that the list is right, then raise removal-limit of the catalog to {needed} and reload',
    '{members} ゾーンのうち {gone} ゾーンを一度に外すか、別のラベルで始め直そうとしていますが、上限は {limit} % です。リストが正しいことを確かめ、カタログの removal-limit を {needed} に上げて再読み込みしてください',
  ],
  'not-admitted': [
    '"zones" of the catalog does not admit it: add its name there',
    'カタログの "zones" が受け入れていません。名前を加えてください',
  ],
  'is-zone': [
    'the view has the zone from the configuration: take it out there, or out of the catalog',
    'このビューには設定によるゾーンがあります。設定かカタログから外してください',
  ],
  'near-zone': [
    '{zone} is configured here, and lies at, above or below it: name it exactly under "zones" of the catalog to admit it',
    'ここで設定されている {zone} と同じか、上か、下にあります。受け入れるには、カタログの "zones" に正確な名前を書いてください',
  ],
  'near-other': [
    'a zone of another view is configured here, and lies at, above or below it: name it exactly under "zones" of the catalog to admit it',
    '別のビューで設定されているゾーンと同じか、上か、下にあります。受け入れるには、カタログの "zones" に正確な名前を書いてください',
  ],
  'near-catalog': [
    'it lies at or below the name of the catalog {catalog}, which is for no zone',
    'カタログ {catalog} の名前と同じか下にあり、そこにはゾーンを置けません',
  ],
  'all-may-fetch': ['{secondaries} may fetch it', '{secondaries} が取り寄せられます'],
  'may-not-fetch': [
    '{secondaries} may not fetch it: see "zones" under "secondaries"',
    '{secondaries} は取り寄せられません。"secondaries" の "zones" を見てください',
  ],
  'has-come': ['it comes from {primary}, serial {serial}', '{primary} から来ています。シリアル {serial}'],
  'not-come': ['it has not come from {primary} yet', 'まだ {primary} から来ていません'],
  'not-come-for': ['it has not come from {primary} yet: {why}', 'まだ {primary} から来ていません: {why}'],
  'has-owner': [
    'the catalog {catalog} has it: take it out there, or let that catalog hand it over (coo)',
    'カタログ {catalog} のものです。そちらから外すか、そちらで引き渡して (coo) ください',
  ],
})

export const english = speaker(catalogSays, 'en')
