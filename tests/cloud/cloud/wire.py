# SPDX-License-Identifier: GPL-3.0-or-later
"""How the JSON services look on the wire: requests in, replies and errors out."""

import json
import re
import uuid

from .errors import JsonError
from .http_server import Response

CONTENT_TYPE = "application/x-amz-json-1.1"
NUMBER_MARK = "@number:"
MAX_BODY = 128 * 1024


def read_message(request):
    """The JSON object of a request."""
    data = request.body.read_all(MAX_BODY)
    if data is None:
        raise JsonError("RequestEntityTooLargeException", "Request size exceeded", 413)
    content_type = (request.header("content-type") or "").split(";")[0]
    if content_type != CONTENT_TYPE:
        raise JsonError("UnknownOperationException", "", 404)
    try:
        message = json.loads(data or b"{}")
    except ValueError:
        raise JsonError("SerializationException", "") from None
    if not isinstance(message, dict):
        raise JsonError(
            "SerializationException", "Start of structure or map found where not expected."
        )
    return message


def dumps(message):
    """JSON as bytes; marked numbers are written in their own form."""
    text = json.dumps(message)
    return re.sub(f'"{NUMBER_MARK}([^"]*)"', r"\1", text).encode()


def reply(message):
    """A successful answer."""
    headers = [("Content-Type", CONTENT_TYPE), ("x-amzn-RequestId", str(uuid.uuid4()))]
    return Response(200, headers, dumps(message))


def error_reply(error, style):
    """An error in one of the styles that clients meet."""
    headers = [("Content-Type", CONTENT_TYPE), ("x-amzn-RequestId", str(uuid.uuid4()))]
    text = [("x-amzn-ErrorMessage", error.message.replace("\n", " "))]
    kind = [("x-amzn-ErrorType", f"{error.kind}:")]
    bodies = {
        "header-only": b"",
        "Message": dumps({"__type": error.kind, "Message": error.message}),
        "prefix": dumps(
            {"__type": f"com.amazonaws.cognito#{error.kind}", "message": error.message}
        ),
        "code": dumps({"code": error.kind, "message": error.message}),
    }
    body = bodies.get(style, dumps({"__type": error.kind, "message": error.message}))
    if style == "header-only":
        kind = [("x-amzn-ErrorType", f"{error.kind}:http://internal.amazon.com/coral/")]
    if style in ("Message", "prefix", "code"):
        kind = text = []
    return Response(error.status, headers + kind + text, body)
