// The file in `kept` of the state folder that tells which zones Janus has served signed (signing-record.ts).

export const SIGNING_FILE = 'signing.json'
