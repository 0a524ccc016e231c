// A server with a zone and a list that messages and HTTP requests with a token change: its files.

export const changeable = {
  'a.zone': '$TTL 300\n@ SOA ns host 10 3600 900 604800 60\n@ NS ns\nns A 192.0.2.1\n',
  token: 'secret\n',
  'janus.yaml': `listen: ["127.0.0.1:0"]
workers: 1
state: state
zones: {example.com: a.zone}
http: {listen: ["127.0.0.1:0"], token-file: token}
lists: {pop.example: {leases: 1h}}
transfers: [{from: [127.0.0.1]}]
updates: [{from: [127.0.0.1/32], zones: [example.com], proof: off, max-lease: 1h}]
`,
}
