// The path of the file in `kept` of the state folder that says which zones Janus has served signed (signing-record.ts).

export const SIGNING_FILE = 'signing.json'
