# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole objects: PUT, GET, HEAD, DELETE, and the rules that single and multipart uploads share."""

import email.utils
import re

from . import checksums, payload
from .errors import S3Error
from .http_server import Response
from .object_store import Object, remove

KEPT_HEADERS = (
    "content-type",
    "content-encoding",
    "content-disposition",
    "content-language",
    "cache-control",
    "expires",
)


MAX_METADATA = 2048  # bytes of all names, without their common beginning, and values


def check_metadata(headers):
    """S3 keeps 2 KB of a person's own metadata with an object."""
    prefix = "x-amz-meta-"
    size = sum(
        len(name[len(prefix) :].encode()) + len(value.encode("utf-8", "surrogateescape"))
        for name, value in headers
        if name.startswith(prefix)
    )
    if size > MAX_METADATA:
        raise S3Error(
            400,
            "MetadataTooLarge",
            "Your metadata headers exceed the maximum allowed metadata size",
            {"Size": str(size), "MaxSizeAllowed": str(MAX_METADATA)},
        )


def kept_headers(request):
    """The headers of an upload that come back with the object."""
    found = []
    for name, value in request.headers:
        if name in KEPT_HEADERS or name.startswith("x-amz-meta-"):
            if name == "content-encoding":
                value = ",".join(v for v in re.split(r"\s*,\s*", value) if v != "aws-chunked")
            if value:
                found.append((name, value))
    check_metadata(found)
    if not any(name == "content-type" for name, _ in found):
        found.append(("content-type", "binary/octet-stream"))
    return found


def check_condition(request, bucket):
    """If-None-Match: * is the only condition that S3 knows for writes of this kind."""
    condition = request.header("if-none-match")
    if condition is None:
        return False
    if condition != "*":
        raise S3Error(
            501,
            "NotImplemented",
            "A header you provided implies functionality that is not implemented",
            {"Header": "If-None-Match"},
        )
    if request.key in bucket.objects:
        raise S3Error(
            412,
            "PreconditionFailed",
            "At least one of the pre-conditions you specified did not hold",
            {"Condition": "If-None-Match"},
        )
    return True


def wanted_digests(algorithm, settings):
    """The checksums to compute although nobody promised them: S3 always keeps one."""
    if not settings.verify_checksums:
        return set()
    if algorithm:
        return {algorithm}
    return {"CRC64NVME"} if checksums.helper.function() else set()


def checksum_headers(found):
    """Reply headers for an object's checksum."""
    if not found:
        return []
    algorithm, text, kind = found
    return [(checksums.header_of(algorithm), text), ("x-amz-checksum-type", kind)]


class ObjectOperations:
    """PutObject, GetObject, HeadObject, DeleteObject."""

    def __init__(self, cloud):
        self._cloud = cloud

    def table(self):
        """Operation names and what serves them."""
        return {
            "PutObject": self.put,
            "GetObject": self.get,
            "HeadObject": self.get,
            "DeleteObject": self.delete,
        }

    def put(self, request, bucket, verified):
        """Store a whole object."""
        settings = self._cloud.settings
        if (request.body.length or 0) > settings.max_put_size:
            raise S3Error(
                400,
                "EntityTooLarge",
                "Your proposed upload exceeds the maximum allowed size",
                {
                    "ProposedSize": str(request.body.length),
                    "MaxSizeAllowed": str(settings.max_put_size),
                },
            )
        conditional = check_condition(request, bucket)
        path = None if settings.discard else bucket.incoming_path()
        algorithm = named_algorithm(request, settings)
        try:
            wanted = wanted_digests(algorithm, settings)
            stored = payload.receive(request, verified, path, wanted, settings)
            found = Object(
                request.key,
                stored.size,
                stored.etag(),
                None,
                self._cloud.clock.now(),
                kept_headers(request),
            )
            found.checksum = _own_checksum(request, stored, algorithm)
            with bucket.lock:
                if conditional and request.key in bucket.objects:
                    raise S3Error(
                        409,
                        "ConditionalRequestConflict",
                        "The conditional request cannot succeed due to a conflicting "
                        "operation against this resource.",
                        {"Condition": "If-None-Match"},
                    )
                bucket.publish(found, path)
        finally:
            remove(path)
        self._cloud.log.object_finished(request.key, stored.size)
        echo = checksum_headers(found.checksum)
        return Response(200, [("ETag", f'"{found.etag}"'), *echo])

    def get(self, request, bucket, _verified):
        """Read an object, or only its head."""
        found = bucket.objects.get(request.key)
        if found is None:
            raise S3Error(
                404,
                "NoSuchKey",
                "The specified key does not exist.",
                {"Key": request.key.decode("utf-8", "replace")},
            )
        headers = [
            *found.headers,
            ("ETag", f'"{found.etag}"'),
            ("Accept-Ranges", "bytes"),
            ("Last-Modified", email.utils.formatdate(found.modified, usegmt=True)),
        ]
        if found.part_sizes and request.has_parameter("partNumber"):
            headers.append(("x-amz-mp-parts-count", str(len(found.part_sizes))))
        start, end, status = _range(request, found)
        if request.header("x-amz-checksum-mode", "").upper() == "ENABLED" and status == 200:
            headers += checksum_headers(found.checksum)
        if status == 206:
            headers.append(("Content-Range", f"bytes {start}-{end - 1}/{found.size}"))
        if request.method == "HEAD":
            return Response(status, [*headers, ("Content-Length", str(end - start))])
        if found.path is None:
            raise S3Error(501, "NotImplemented", "This object was counted, not kept (discard).")
        return Response(status, headers, file=(found.path, start, end - start))

    def delete(self, request, bucket, _verified):
        """Delete an object; it need not exist."""
        bucket.delete(request.key)
        return Response(204)


def named_algorithm(request, settings):
    """The checksum algorithm an upload names, by any of the headers that do."""
    if not settings.verify_checksums:
        return None
    for header in ("x-amz-sdk-checksum-algorithm", "x-amz-checksum-algorithm"):
        name = (request.header(header) or "").upper()
        if name:
            if name not in checksums.ALGORITHMS:
                raise S3Error(
                    400,
                    "InvalidRequest",
                    "Checksum algorithm provided is unsupported. Please try again with any "
                    "of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
                )
            return name
    for header, name in checksums.HEADERS.items():
        if request.header(header) or (request.header("x-amz-trailer") or "").lower() == header:
            return name
    return None


def _own_checksum(request, stored, algorithm):
    promised = next(
        (
            n
            for h, n in checksums.HEADERS.items()
            if request.header(h) or (request.header("x-amz-trailer") or "").lower() == h
        ),
        None,
    )
    name = promised or algorithm or "CRC64NVME"
    value = stored.digests.get(name)
    return (name, checksums.encode(value), "FULL_OBJECT") if value else None


def _range(request, found):
    """(start, end, status) of what is asked for."""
    text = request.header("range")
    if text is None:
        return 0, found.size, 200
    match = re.fullmatch(r"bytes=(\d*)-(\d*)", text)
    if not match or not (match[1] or match[2]):
        return 0, found.size, 200
    if match[1]:
        start = int(match[1])
        end = min(int(match[2]) + 1 if match[2] else found.size, found.size)
    else:
        start, end = max(0, found.size - int(match[2])), found.size
    if start >= end:
        raise S3Error(
            416,
            "InvalidRange",
            "The requested range is not satisfiable",
            {"RangeRequested": text, "ActualObjectSize": str(found.size)},
            [("Content-Range", f"bytes */{found.size}")],
        )
    return start, end, 206
