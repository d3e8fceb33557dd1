// Sends one text through Waypost and prints the message's id and state.
//   npm ci && WAYPOST_TARGET=127.0.0.1:9102 WAYPOST_API_KEY=… node send.mjs TENANT TO TEXT
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

const [tenant, to, text] = process.argv.slice(2);
const target = process.env.WAYPOST_TARGET ?? '127.0.0.1:9102';
const contracts = process.env.WAYPOST_PROTOS ?? fileURLToPath(new URL('../../proto/src/main/protobuf', import.meta.url));

// While the service is away a call is tried again; the request id makes sure that the message is accepted once.
const retries = {
  methodConfig: [{
    name: [{ service: 'waypost.send.v1.MessageService', method: 'Send' }],
    retryPolicy: {
      maxAttempts: 5, initialBackoff: '0.1s', maxBackoff: '2s', backoffMultiplier: 2,
      retryableStatusCodes: ['UNAVAILABLE'],
    },
  }],
};

const { waypost } = grpc.loadPackageDefinition(
  loadSync('waypost/send/v1/message_service.proto', { includeDirs: [contracts], keepCase: true, enums: String }));
const messages = new waypost.send.v1.MessageService(
  target, grpc.credentials.createInsecure(), { 'grpc.service_config': JSON.stringify(retries) });

const key = new grpc.Metadata();
key.set('authorization', `Bearer ${process.env.WAYPOST_API_KEY}`);
const request = { tenant_id: tenant, request_id: randomUUID(), to, content: { text: { body: text } } };

messages.send(request, key, { deadline: Date.now() + 10_000 }, (refused, answer) => {
  if (refused) {
    console.error(`${grpc.status[refused.code]}: ${refused.details}`);
    process.exitCode = 1;
  } else {
    console.log(`${answer.message.message_id} ${answer.message.state}`);
  }
  messages.close();
});
