# SPDX-License-Identifier: GPL-3.0-or-later
"""A company's own address that takes files by PUT with an Authorization header."""

import base64
import hashlib
import hmac
import os
import re
import threading

from .errors import JsonError
from .http_server import Response
from .sites import Site

PREFIX = "/put"
REFERENCE = "Dropoff-Reference"
DETAIL = "dropoff-detail-"
STEP = 1024 * 1024


def details_of(request):
    """What the request says about its file, by the names of the company's fields."""
    return {
        name[len(DETAIL) :]: value for name, value in request.headers if name.startswith(DETAIL)
    }


class PutSite(Site):
    """Keeps what is put in files of its own; tells the SHA-256 of what it has, if so set."""

    name = "put"

    def __init__(self, cloud, directory):
        self._cloud = cloud
        self._directory = directory
        self._lock = threading.Lock()
        self._kept = {}  # path -> (size, sha256, reference or None, details)

    def operation(self, request):
        """One operation a method."""
        if request.raw_path != PREFIX and not request.raw_path.startswith(PREFIX + "/"):
            return None
        return {"PUT": "PutFile", "HEAD": "HeadFile"}.get(request.method, "OtherFile")

    def handle(self, request):
        """Answer a request of somebody who has the key."""
        wanted = f"Bearer {self._cloud.settings.put_key}"
        if not hmac.compare_digest(request.header("authorization", "").encode(), wanted.encode()):
            raise JsonError("invalid_token", "", 401)
        path = request.path.decode("utf-8")[len(PREFIX) :].strip("/")
        request.key = path.encode()
        if request.op == "PutFile":
            return self._put(request, path)
        if request.op == "HeadFile":
            return self._head(path)
        raise JsonError("invalid_request", "PUT and HEAD only", 405)

    def _head(self, path):
        if not path:
            return Response(204)
        with self._lock:
            found = self._kept.get(path)
        if found is None:
            raise JsonError("not_found", "", 404)
        size, digest, reference, _ = found
        response = Response(200, [("Content-Type", "application/octet-stream")])
        response.headers.append(("Content-Length", str(size)))
        if reference:
            response.headers.append((REFERENCE, reference))
        self._add_digest(response, digest)
        return response

    def _put(self, request, path):
        if not path:
            raise JsonError("invalid_request", "a name is needed", 400)
        with self._lock:
            taken = path in self._kept
        if taken and request.header("if-none-match") == "*":
            raise JsonError("name_taken", "", 412)
        os.makedirs(self._directory, exist_ok=True)
        target = os.path.join(self._directory, hashlib.sha256(path.encode()).hexdigest())
        digest, size = self._receive(request, f"{target}.{id(request)}")
        if request.body.length is not None and size != request.body.length:
            os.unlink(f"{target}.{id(request)}")
            raise JsonError("invalid_request", "the body was cut", 400)
        sent = re.fullmatch(r"sha-256=:([A-Za-z0-9+/=]+):", request.header("content-digest", ""))
        if sent and base64.b64decode(sent[1]) != digest:
            os.unlink(f"{target}.{id(request)}")
            raise JsonError("digest_mismatch", "", 400)
        os.replace(f"{target}.{id(request)}", target)
        with self._lock:
            reference = request.header(REFERENCE.lower())
            self._kept[path] = (size, digest, reference, details_of(request))
        response = Response(201)
        self._add_digest(response, digest)
        return response

    def _receive(self, request, path):
        digest, size = hashlib.sha256(), 0
        view = memoryview(bytearray(STEP))
        with open(path, "wb") as file:
            while count := request.body.readinto(view):
                digest.update(view[:count])
                file.write(view[:count])
                size += count
        return digest.digest(), size

    def _add_digest(self, response, digest):
        if self._cloud.settings.put_digest:
            text = base64.b64encode(digest).decode()
            response.headers.append(("Repr-Digest", f"sha-256=:{text}:"))

    def describe(self):
        """What is kept: path -> size, hex SHA-256, details."""
        with self._lock:
            return {
                path: {"size": size, "sha256": digest.hex(), "details": details}
                for path, (size, digest, _, details) in self._kept.items()
            }

    def forget(self):
        """Keep nothing."""
        with self._lock:
            self._kept.clear()
