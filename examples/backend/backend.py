"""A project's backend: takes what Waypost delivers, once each, from nobody else.

WAYPOST_SIGNING_SECRET=whsec_... PORT=9000 python3 backend.py
"""
import base64
import hashlib
import hmac
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

AGE_SECONDS = 300
MOST_BYTES = 4 << 20


def key_of(secret):
    return base64.b64decode(secret[6:]) if secret.startswith("whsec_") else secret.encode()


SECRETS = [key_of(secret) for secret in os.environ.get("WAYPOST_SIGNING_SECRET", "").split()]

# In a real backend this is a unique column, written in the transaction that does the work.
seen = set()


def is_ours(headers, body):
    webhook_id, sent = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not sent.isdigit() or abs(time.time() - int(sent)) > AGE_SECONDS:
        return False
    given = [s[3:] for s in headers.get("webhook-signature", "").split() if s.startswith("v1,")]
    for key in SECRETS:
        digest = hmac.new(key, f"{webhook_id}.{sent}.".encode() + body, hashlib.sha256).digest()
        right = base64.b64encode(digest)
        if any(hmac.compare_digest(right, signature.encode()) for signature in given):
            return True
    return False


class Backend(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        size = int(self.headers.get("content-length", "0"))
        if size > MOST_BYTES:
            self.close_connection = True
            return self.answer(413)
        body = self.rfile.read(size)
        if not is_ours(self.headers, body):
            return self.answer(401)
        webhook_id = self.headers["webhook-id"]
        if webhook_id not in seen:
            print(self.headers["x-tenant-id"], webhook_id, len(body), "bytes", flush=True)
            seen.add(webhook_id)
        self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "9000"))), Backend)
print("listening on", server.server_port, flush=True)
server.serve_forever()
