"""Sends one text through Waypost and prints the message's id and state.

    ./generate.sh && WAYPOST_TARGET=127.0.0.1:9102 WAYPOST_API_KEY=… python3 send.py TENANT TO TEXT
"""

import json
import os
import sys
import uuid

import grpc

sys.path.insert(0, os.environ.get("WAYPOST_STUBS", os.path.join(os.path.dirname(os.path.abspath(__file__)), "stubs")))
from waypost.send.v1 import content_pb2, message_pb2, message_service_pb2, message_service_pb2_grpc  # noqa: E402

# While the service is away a call is tried again; the request id makes sure that the message is accepted once.
RETRIES = {
    "methodConfig": [
        {
            "name": [{"service": "waypost.send.v1.MessageService", "method": "Send"}],
            "retryPolicy": {
                "maxAttempts": 5,
                "initialBackoff": "0.1s",
                "maxBackoff": "2s",
                "backoffMultiplier": 2,
                "retryableStatusCodes": ["UNAVAILABLE"],
            },
        }
    ]
}


def main():
    tenant, to, text = sys.argv[1:]
    target = os.environ.get("WAYPOST_TARGET", "127.0.0.1:9102")
    key = [("authorization", "Bearer " + os.environ["WAYPOST_API_KEY"])]
    request = message_service_pb2.SendRequest(
        tenant_id=tenant,
        request_id=str(uuid.uuid4()),
        to=to,
        content=content_pb2.Content(text=content_pb2.Text(body=text)),
    )
    with grpc.insecure_channel(target, options=[("grpc.service_config", json.dumps(RETRIES))]) as channel:
        messages = message_service_pb2_grpc.MessageServiceStub(channel)
        try:
            message = messages.Send(request, metadata=key, timeout=10).message
        except grpc.RpcError as refused:
            sys.exit(f"{refused.code().name}: {refused.details()}")
    print(message.message_id, message_pb2.MessageState.Name(message.state))


if __name__ == "__main__":
    main()
