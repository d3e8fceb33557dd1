// A project's backend: takes what Waypost delivers, once each, from nobody else.
//   WAYPOST_SIGNING_SECRET=whsec_… PORT=9000 node backend.mjs
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const secrets = (process.env.WAYPOST_SIGNING_SECRET ?? '').split(' ').filter(Boolean).map(secret =>
  secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret));
const AGE_SECONDS = 300;
const MOST_BYTES = 4 << 20;

// In a real backend this is a unique column, written in the transaction that does the work.
const seen = new Set();

function isOurs(headers, body) {
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': signatures = '' } = headers;
  if (!(Math.abs(Date.now() / 1000 - Number(time)) <= AGE_SECONDS)) return false;
  return secrets.some(key => {
    const right = createHmac('sha256', key).update(`${id}.${time}.`).update(body).digest();
    return signatures.split(' ').filter(s => s.startsWith('v1,')).some(s => {
      const given = Buffer.from(s.slice(3), 'base64');
      return given.length === right.length && timingSafeEqual(given, right);
    });
  });
}

const server = createServer(async (request, response) => {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    size += part.length;
    if (size > MOST_BYTES) return response.writeHead(413).end();
    parts.push(part);
  }
  const body = Buffer.concat(parts);
  if (!isOurs(request.headers, body)) return response.writeHead(401).end();
  const id = request.headers['webhook-id'];
  if (!seen.has(id)) {
    console.log(`${request.headers['x-tenant-id']} ${id} ${body.length} bytes`);
    seen.add(id);
  }
  response.writeHead(204).end();
});
server.listen(Number(process.env.PORT ?? 9000), '127.0.0.1', () => console.log(`listening on ${server.address().port}`));
