# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the body of an upload: undoes aws-chunked, verifies every promise made about the bytes."""

import base64
import hashlib
import hmac
import os

from . import checksums, sigv4
from .errors import BodyTimeout, S3Error

STEP = 1024 * 1024
MAX_LINE = 16 * 1024
EMPTY_HASH = hashlib.sha256(b"").hexdigest()


class Promise:
    """What the headers of an upload say about its bytes."""

    def __init__(self, request, verified):
        declared = verified.payload if verified else sigv4.UNSIGNED
        self.payload = declared
        self.streaming = declared in sigv4.STREAMING
        self.sha256 = None if self.streaming or declared == sigv4.UNSIGNED else declared
        self.md5 = _read_md5(request)
        self.checksums = _read_checksums(request)
        self.trailer = (request.header("x-amz-trailer") or "").strip().lower() or None
        if self.trailer and self.trailer not in checksums.HEADERS:
            raise S3Error(
                400,
                "InvalidRequest",
                "The value specified in the x-amz-trailer header is not supported",
            )
        self.length = self._read_length(request)

    def _read_length(self, request):
        if not self.streaming and request.body.chunked:
            raise S3Error(
                501,
                "NotImplemented",
                "A header you provided implies functionality that is not implemented",
                {"Header": "Transfer-Encoding"},
            )
        if not self.streaming:
            if request.body.length is None:
                raise S3Error(
                    411, "MissingContentLength", "You must provide the Content-Length HTTP header."
                )
            return request.body.length
        length = request.header("x-amz-decoded-content-length")
        if length is None or not length.isdigit():
            raise S3Error(
                411,
                "MissingContentLength",
                "You must provide the x-amz-decoded-content-length HTTP header.",
            )
        return int(length)

    def algorithms(self):
        """The checksums to compute because the client promised them."""
        names = set(self.checksums)
        if self.trailer:
            names.add(checksums.HEADERS[self.trailer])
        return names


def _read_md5(request):
    text = request.header("content-md5")
    if text is None:
        return None
    try:
        value = base64.b64decode(text, validate=True)
    except ValueError:
        value = b""
    if len(value) != 16:
        raise S3Error(
            400,
            "InvalidDigest",
            "The Content-MD5 you specified was invalid.",
            {"Content-MD5": text},
        )
    return value


def _read_checksums(request):
    found = {}
    for header, algorithm in checksums.HEADERS.items():
        text = request.header(header)
        if text is None:
            continue
        value = checksums.decode(algorithm, text)
        if value is None:
            raise S3Error(400, "InvalidRequest", f"Value for {header} header is invalid.")
        found[algorithm] = value
    if len(found) > 1:
        raise S3Error(
            400,
            "InvalidRequest",
            "Expecting a single x-amz-checksum- header. Multiple checksum Types are not "
            "allowed.",
        )
    return found


class PlainSource:
    """A body that is the bytes themselves."""

    def __init__(self, body):
        self._body = body
        self.trailers = {}

    def readinto(self, view):
        """Fill (a part of) the view; 0 at the end."""
        return self._body.readinto(view)


class ChunkedSource:
    """A body in the aws-chunked coding, with signed or unsigned chunks and perhaps trailers."""

    def __init__(self, body, verified):
        self._body = body
        self._verified = verified
        self._signed = "HMAC" in verified.payload
        self._has_trailers = verified.payload.endswith("TRAILER")
        self._previous = verified.seed
        self._ahead = bytearray()
        self._left = 0
        self._chunk_hash = None
        self._chunk_signature = None
        self._over = False
        self.trailers = {}

    def readinto(self, view):
        """Fill (a part of) the view; 0 after the last chunk and the trailers."""
        if self._over:
            return 0
        if self._left == 0 and not self._next_chunk():
            return 0
        count = self._take(view[: min(len(view), self._left)])
        if self._chunk_hash:
            self._chunk_hash.update(view[:count])
        self._left -= count
        if self._left == 0:
            self._end_chunk()
        return count

    def _take(self, view):
        if self._ahead:
            count = min(len(view), len(self._ahead))
            view[:count] = self._ahead[:count]
            del self._ahead[:count]
            return count
        count = self._body.readinto(view)
        if count == 0:
            raise incomplete()
        return count

    def _line(self):
        while b"\r\n" not in self._ahead:
            if len(self._ahead) > MAX_LINE:
                raise incomplete()
            buffer = memoryview(bytearray(MAX_LINE))
            count = self._body.readinto(buffer)
            if count == 0:
                raise incomplete()
            self._ahead += buffer[:count]
        line, _, rest = bytes(self._ahead).partition(b"\r\n")
        self._ahead = bytearray(rest)
        return line

    def _next_chunk(self):
        size, _, extension = self._line().partition(b";")
        try:
            self._left = int(size, 16)
        except ValueError:
            raise incomplete() from None
        if self._signed:
            self._chunk_hash = hashlib.sha256()
            self._chunk_signature = extension.partition(b"chunk-signature=")[2].decode("latin-1")
        if self._left:
            return True
        self._over = True
        if self._signed:
            self._check_chunk(EMPTY_HASH)
        self._read_trailers()
        return False

    def _end_chunk(self):
        if self._line():
            raise incomplete()
        if self._signed:
            self._check_chunk(self._chunk_hash.hexdigest())

    def _check_chunk(self, digest):
        text = "\n".join(
            [
                "AWS4-HMAC-SHA256-PAYLOAD",
                self._verified.date,
                self._verified.scope,
                self._previous,
                EMPTY_HASH,
                digest,
            ]
        )
        self._previous = self._compare(text, self._chunk_signature)

    def _compare(self, text, given):
        wanted = sigv4.sign(self._verified.signing_key, text)
        if not hmac.compare_digest(wanted.encode(), given.encode("latin-1", "replace")):
            raise S3Error(
                403,
                "SignatureDoesNotMatch",
                "The chunk or trailer signature we calculated "
                "does not match the signature you provided.",
                {"StringToSign": text},
            )
        return wanted

    def _read_trailers(self):
        signature, lines = None, []
        while True:
            line = self._line() if not self._at_end() else b""
            if not line:
                break
            name, _, value = line.decode("latin-1").partition(":")
            if name.strip().lower() == "x-amz-trailer-signature":
                signature = value.strip()
                continue
            self.trailers[name.strip().lower()] = value.strip()
            lines.append(f"{name.strip().lower()}:{value.strip()}\n")
        if self._signed and self._has_trailers:
            digest = hashlib.sha256("".join(lines).encode("latin-1")).hexdigest()
            text = "\n".join(
                [
                    "AWS4-HMAC-SHA256-TRAILER",
                    self._verified.date,
                    self._verified.scope,
                    self._previous,
                    digest,
                ]
            )
            self._compare(text, signature or "")

    def _at_end(self):
        return not self._ahead and self._body.finished


def incomplete():
    """The error for a body that is shorter than it promised."""
    return S3Error(
        400,
        "IncompleteBody",
        "You did not provide the number of bytes specified by the Content-Length HTTP header",
    )


class Stored:
    """What became of a body: its length, digests, and whether it lies in a file."""

    def __init__(self, size, digests):
        self.size = size
        self.digests = digests  # algorithm -> bytes; also "MD5" when it was computed

    def etag(self):
        """The ETag of these bytes, without quotes."""
        if "MD5" in self.digests:
            return self.digests["MD5"].hex()
        return hashlib.md5(repr((self.size, sorted(self.digests.items()))).encode()).hexdigest()


def receive(request, verified, path, wanted, settings):
    """Stream a body to a file (None: nowhere), compute the digests and judge the promises."""
    promise = Promise(request, verified)
    names = set(wanted)
    if settings.verify_checksums:
        names |= promise.algorithms()
    if promise.md5 or settings.etag == "md5":
        names.add("MD5")
    if promise.sha256:
        names.add("SHA256")
    running = {name: checksums.new(name) for name in names}
    source = (
        ChunkedSource(request.body, verified) if promise.streaming else PlainSource(request.body)
    )
    size = _pump(source, path, list(running.values()))
    digests = {name: value.digest() for name, value in running.items()}
    if promise.length is not None and size != promise.length:
        raise incomplete()
    _judge(promise, source, digests, settings)
    return Stored(size, digests)


def _pump(source, path, running):
    view = memoryview(bytearray(STEP))
    total = 0
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644) if path else None
    try:
        while True:
            count = _fill(source, view)
            if count == 0:
                return total
            total += count
            for one in running:
                one.update(view[:count])
            if descriptor is not None:
                os.write(descriptor, view[:count])
    except BodyTimeout:
        raise S3Error(
            400,
            "RequestTimeout",
            "Your socket connection to the server was not read from "
            "or written to within the timeout period. Idle connections will be closed.",
        ) from None
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _fill(source, view):
    """Read until the view is full or the body is over: large steps make hashing cheap."""
    count = 0
    while count < len(view):
        more = source.readinto(view[count:])
        if more == 0:
            break
        count += more
    return count


def _judge(promise, source, digests, settings):
    if promise.sha256 and digests["SHA256"].hex() != promise.sha256:
        raise S3Error(
            400,
            "XAmzContentSHA256Mismatch",
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
            {
                "ClientComputedContentSHA256": promise.sha256,
                "S3ComputedContentSHA256": digests["SHA256"].hex(),
            },
        )
    if promise.md5 and digests["MD5"] != promise.md5:
        raise S3Error(
            400,
            "BadDigest",
            "The Content-MD5 you specified did not match what we received.",
            {"ExpectedDigest": promise.md5.hex(), "CalculatedDigest": digests["MD5"].hex()},
        )
    if not settings.verify_checksums:
        return
    promised = dict(promise.checksums)
    if promise.trailer:
        algorithm = checksums.HEADERS[promise.trailer]
        text = source.trailers.get(promise.trailer)
        value = checksums.decode(algorithm, text) if text else None
        if value is None:
            raise S3Error(
                400, "InvalidRequest", f"Value for {promise.trailer} trailing header is invalid."
            )
        promised[algorithm] = value
    for algorithm, value in promised.items():
        if digests[algorithm] != value:
            raise S3Error(
                400,
                "BadDigest",
                f"The {algorithm} you specified did not match the calculated checksum.",
            )
