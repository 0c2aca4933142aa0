# SPDX-License-Identifier: GPL-3.0-or-later
"""Multipart uploads: create, parts, list, complete, abort, with S3's rules for each."""

import hashlib
import time

from . import checksums, payload, s3_xml
from .errors import S3Error
from .http_server import Response
from .object_store import Object, Part, join, remove, whole_checksum
from .s3_objects import check_condition, kept_headers, named_algorithm, wanted_digests
from .sigv4 import iso_time

MAX_PARTS = 10000
MAX_PART_SIZE = 5 << 30
MAX_DOCUMENT = 8 << 20
XML = [("Content-Type", "application/xml")]


def no_such_upload(request):
    """The error for an upload that is not open."""
    return S3Error(
        404,
        "NoSuchUpload",
        "The specified upload does not exist. The upload ID may be "
        "invalid, or the upload may have been aborted or completed.",
        {"UploadId": request.upload_id or ""},
    )


def _text(key):
    return key.decode("utf-8", "surrogateescape")


class MultipartOperations:
    """The multipart family."""

    def __init__(self, cloud):
        self._cloud = cloud

    def table(self):
        """Operation names and what serves them."""
        return {
            "CreateMultipartUpload": self.create,
            "UploadPart": self.upload_part,
            "ListParts": self.list_parts,
            "CompleteMultipartUpload": self.complete,
            "AbortMultipartUpload": self.abort,
        }

    def create(self, request, bucket, verified):
        """Begin an upload."""
        algorithm = named_algorithm(request, self._cloud.settings)
        kind = _checksum_type(request, algorithm)
        owner = verified.key.identity or "owner"
        upload = bucket.new_upload(
            request.key, self._cloud.clock.now(), kept_headers(request), algorithm, kind, owner
        )
        request.upload_id = upload.upload_id
        headers = list(XML)
        if algorithm:
            headers += [("x-amz-checksum-algorithm", algorithm), ("x-amz-checksum-type", kind)]
        return Response(
            200,
            headers,
            s3_xml.document(
                "InitiateMultipartUploadResult",
                [
                    ("Bucket", bucket.name),
                    ("Key", _text(request.key)),
                    ("UploadId", upload.upload_id),
                ],
            ),
        )

    def upload_part(self, request, bucket, verified):
        """Take one part."""
        number = request.part_number
        if number is None or not 1 <= number <= MAX_PARTS:
            raise S3Error(
                400,
                "InvalidArgument",
                "Part number must be an integer between 1 and 10000, inclusive",
                {
                    "ArgumentName": "partNumber",
                    "ArgumentValue": request.parameter("partNumber", ""),
                },
            )
        upload = self._find(request, bucket)
        if (request.body.length or 0) > MAX_PART_SIZE:
            raise S3Error(
                400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed size"
            )
        settings = self._cloud.settings
        promised = named_algorithm(request, settings)
        _check_algorithm(upload, promised)
        path = None if settings.discard else bucket.incoming_path()
        kept = False
        try:
            wanted = wanted_digests(upload.algorithm or promised, settings)
            stored = payload.receive(request, verified, path, wanted, settings)
            part = Part(number, stored, path, self._cloud.clock.now())
            kept = bucket.add_part(upload, part)
        finally:
            if not kept:
                remove(path)
        if not kept:
            raise no_such_upload(request)
        echo = []
        digest = stored.digests.get(promised or upload.algorithm or "")
        if digest:
            echo = [(checksums.header_of(promised or upload.algorithm), checksums.encode(digest))]
        return Response(200, [("ETag", f'"{part.etag}"'), *echo])

    def list_parts(self, request, bucket, _verified):
        """Tell which parts have arrived, a page at a time."""
        upload = self._find(request, bucket)
        limit = self._cloud.settings.max_list_parts
        wanted = min(_number(request, "max-parts", limit), limit)
        marker = _number(request, "part-number-marker", 0)
        with bucket.lock:
            parts = sorted(
                (p for p in upload.parts.values() if p.number > marker),
                key=lambda part: part.number,
            )
        page = parts[:wanted]
        children = [
            ("Bucket", bucket.name),
            ("Key", _text(request.key)),
            ("UploadId", upload.upload_id),
            ("PartNumberMarker", marker),
            ("NextPartNumberMarker", page[-1].number if page else 0),
            ("MaxParts", wanted),
            ("IsTruncated", len(parts) > len(page)),
            ("ChecksumAlgorithm", upload.algorithm),
            ("ChecksumType", upload.checksum_type if upload.algorithm else None),
        ]
        for part in page:
            entry = [
                ("PartNumber", part.number),
                ("LastModified", iso_time(part.modified)),
                ("ETag", f'"{part.etag}"'),
                ("Size", part.size),
            ]
            digest = part.digests.get(upload.algorithm or "")
            if digest:
                entry.append((f"Checksum{upload.algorithm}", checksums.encode(digest)))
            children.append(("Part", entry))
        children += [
            ("Initiator", [("ID", upload.owner)]),
            ("Owner", [("ID", upload.owner)]),
            ("StorageClass", "STANDARD"),
        ]
        return Response(200, XML, s3_xml.document("ListPartsResult", children))

    def abort(self, request, bucket, _verified):
        """Give an upload up."""
        upload = self._find(request, bucket)
        if not bucket.claim_upload(upload):
            raise no_such_upload(request)
        bucket.drop_upload(upload)
        return Response(204)

    def complete(self, request, bucket, _verified):
        """Put the parts together."""
        upload = self._find(request, bucket)
        document = request.body.read_all(MAX_DOCUMENT)
        if document is None:
            raise s3_xml.malformed()
        named = s3_xml.parse_complete(document)
        if not bucket.claim_upload(upload):
            raise no_such_upload(request)
        try:
            return self._complete(request, bucket, upload, named)
        finally:
            upload.busy = False

    def _complete(self, request, bucket, upload, named):
        conditional = check_condition(request, bucket)
        if conditional and self._cloud.settings.conflict_on_complete:
            bucket.drop_upload(upload)
            raise _conflict()
        parts = self._chosen_parts(request, upload, named)
        _check_part_sums(upload, named)
        checksum = whole_checksum(upload, parts)
        _check_whole(request, parts, checksum)
        late = request.effect("late-error")
        if late and not late.get("commit"):
            return _late_error(late)
        if request.effect("lose-part"):
            parts = parts[:-1]
            checksum = whole_checksum(upload, parts)
        response = self._assemble(request, bucket, upload, parts, checksum, conditional)
        return _late_error(late) if late else response

    def _chosen_parts(self, request, upload, named):
        """The parts the document names, after all the rules."""
        numbers = [entry["PartNumber"] for entry in named]
        if any(b <= a for a, b in zip(numbers, numbers[1:])):
            raise S3Error(
                400,
                "InvalidPartOrder",
                "The list of parts was not in ascending order. "
                "Parts must be ordered by part number.",
                {"UploadId": upload.upload_id},
            )
        parts = []
        for entry in named:
            part = upload.parts.get(entry["PartNumber"])
            if part is None or part.etag != entry["ETag"].strip('"') or not _same_sums(part, entry):
                raise S3Error(
                    400,
                    "InvalidPart",
                    "One or more of the specified parts could not be "
                    "found. The part may not have been uploaded, or the specified entity tag "
                    "may not match the part's entity tag.",
                    {
                        "UploadId": upload.upload_id,
                        "PartNumber": str(entry["PartNumber"]),
                        "ETag": entry["ETag"],
                    },
                )
            parts.append(part)
        minimum = self._cloud.settings.min_part_size
        for part in parts[:-1]:
            if part.size < minimum:
                raise S3Error(
                    400,
                    "EntityTooSmall",
                    "Your proposed upload is smaller than the minimum allowed size",
                    {
                        "ProposedSize": str(part.size),
                        "MinSizeAllowed": str(int(minimum)),
                        "PartNumber": str(part.number),
                        "ETag": part.etag,
                    },
                )
        return parts

    def _assemble(self, request, bucket, upload, parts, checksum, conditional):
        size = sum(part.size for part in parts)
        joined = hashlib.md5(b"".join(bytes.fromhex(part.etag) for part in parts)).hexdigest()
        found = Object(
            request.key,
            size,
            f"{joined}-{len(parts)}",
            None,
            self._cloud.clock.now(),
            upload.headers,
        )
        found.checksum = checksum
        found.part_sizes = [part.size for part in parts]
        source = None
        if all(part.path for part in parts):
            source = join([part.path for part in parts])
        with bucket.lock:
            # Looked at again: another of the same name may have been finished meanwhile.
            taken = conditional and request.key in bucket.objects
            if not taken:
                bucket.publish(found, source)
            bucket.drop_upload(upload)
        if taken:
            raise _conflict()
        self._cloud.log.object_finished(request.key, size)
        return self._completed(request, bucket, found)

    @staticmethod
    def _completed(request, bucket, found):
        children = [
            ("Location", f"http://{bucket.name}.localhost{request.raw_path}"),
            ("Bucket", bucket.name),
            ("Key", _text(request.key)),
            ("ETag", f'"{found.etag}"'),
        ]
        if found.checksum:
            algorithm, text, kind = found.checksum
            children += [(f"Checksum{algorithm}", text), ("ChecksumType", kind)]
        body = s3_xml.document("CompleteMultipartUploadResult", children)
        slow = request.effect("slow-complete")
        if slow:
            return Response(200, XML, stream=_slowly(body, slow.get("seconds", 5)))
        return Response(200, XML, body)

    @staticmethod
    def _find(request, bucket):
        upload = bucket.find_upload(request.upload_id, request.key)
        if upload is None:
            raise no_such_upload(request)
        return upload


def _checksum_type(request, algorithm):
    kind = (request.header("x-amz-checksum-type") or "").upper()
    if not kind:
        return "FULL_OBJECT" if algorithm in (None, "CRC64NVME") else "COMPOSITE"
    allowed = {"CRC64NVME": ("FULL_OBJECT",), "SHA1": ("COMPOSITE",), "SHA256": ("COMPOSITE",)}
    if kind not in allowed.get(algorithm, ("FULL_OBJECT", "COMPOSITE")):
        raise S3Error(
            400,
            "InvalidRequest",
            f"The {kind} checksum type cannot be used with the "
            f"{(algorithm or 'CRC64NVME').lower()} checksum algorithm.",
        )
    return kind


def _number(request, name, default):
    text = request.parameter(name)
    if text is None or text == "":
        return default
    if not text.isdigit():
        raise S3Error(
            400,
            "InvalidArgument",
            f"Provided {name} not an integer or within integer range",
            {"ArgumentName": name, "ArgumentValue": text},
        )
    return int(text)


def _check_algorithm(upload, promised):
    """A part may only promise the checksum that the upload was created with."""
    expected = upload.algorithm or ("CRC64NVME" if promised == "CRC64NVME" else None)
    if promised and promised != expected:
        raise S3Error(
            400,
            "InvalidRequest",
            f"Checksum Type mismatch occurred, expected checksum Type: {str(expected).lower()}, "
            f"actual checksum Type: {promised.lower()}",
        )


def _check_part_sums(upload, named):
    """A COMPOSITE checksum needs the sum of every part in the document of Complete."""
    if not upload.algorithm or upload.checksum_type != "COMPOSITE":
        return
    for entry in named:
        if not entry.get(f"Checksum{upload.algorithm}"):
            raise S3Error(
                400,
                "InvalidRequest",
                f"The upload was created using a {upload.algorithm.lower()} checksum. The complete "
                "request must include the checksum for each part. It was missing for part "
                f"{entry['PartNumber']} in the request.",
            )


def _same_sums(part, entry):
    """Whether the checksums that Complete repeats for a part are the ones we have."""
    for name in checksums.ALGORITHMS:
        given, own = entry.get(f"Checksum{name}"), part.digests.get(name)
        if given and own and given != checksums.encode(own):
            return False
    return True


def _check_whole(request, parts, checksum):
    """Judge what Complete promises about the whole object."""
    size = request.header("x-amz-mp-object-size")
    total = sum(part.size for part in parts)
    if size is not None and size != str(total):
        raise S3Error(
            400,
            "InvalidRequest",
            "The provided 'x-amz-mp-object-size' header value "
            f"{size} does not match what was computed: {total}",
        )
    for header, algorithm in checksums.HEADERS.items():
        given = request.header(header)
        if given is None:
            continue
        if checksums.decode(algorithm, given.split("-")[0]) is None:
            raise S3Error(400, "InvalidRequest", f"Value for {header} header is invalid.")
        if checksum and checksum[0] != algorithm:
            raise S3Error(400, "InvalidRequest", f"The upload has no {algorithm} checksum.")
        if checksum and checksum[1] != given:
            raise S3Error(
                400,
                "BadDigest",
                f"The {algorithm} you specified did not match the calculated checksum.",
            )
    kind = request.header("x-amz-checksum-type")
    if kind and checksum and kind.upper() != checksum[2]:
        raise S3Error(400, "InvalidRequest", "The checksum type does not match the upload's.")


def _conflict():
    return S3Error(
        409,
        "ConditionalRequestConflict",
        "The conditional request cannot succeed "
        "due to a conflicting operation against this resource.",
        {"Condition": "If-None-Match"},
    )


def _late_error(effect):
    code = effect.get("code", "InternalError")
    body = s3_xml.error(code, "We encountered an internal error. Please try again.", "/", "0", {})
    return Response(200, XML, stream=_slowly(body, effect.get("seconds", 0.2)))


def _slowly(body, seconds):
    """The way a long Complete looks: the declaration, blanks for a while, then the document."""
    head, _, rest = body.partition(b"\n")
    yield head + b"\n"
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        time.sleep(min(0.25, max(0.0, deadline - time.monotonic())))
        yield b" "
    yield rest
