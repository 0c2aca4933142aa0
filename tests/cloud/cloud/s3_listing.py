# SPDX-License-Identifier: GPL-3.0-or-later
"""What a bucket tells about itself: objects, open uploads, its region."""

import base64
import urllib.parse

from . import s3_xml
from .errors import S3Error
from .http_server import Response
from .sigv4 import iso_time

XML = [("Content-Type", "application/xml")]
PAGE = 1000


class ListOperations:
    """Everything that lists objects, uploads or buckets, and what tells about one bucket."""

    def __init__(self, cloud):
        self._cloud = cloud

    def table(self):
        """Operation names and what serves them."""
        return {
            "ListObjectsV2": self.list_objects,
            "ListObjects": self.list_objects,
            "ListMultipartUploads": self.list_uploads,
            "HeadBucket": self.head_bucket,
            "GetBucketLocation": self.location,
            "ListBuckets": self.list_buckets,
        }

    def list_objects(self, request, bucket, _verified):
        """A page of the keys below a prefix, both versions of the operation."""
        page = _Page(request, "start-after" if request.op == "ListObjectsV2" else "marker")
        entries, prefixes, last = page.choose(bucket.keys(page.prefix))
        children = [
            ("Name", bucket.name),
            ("Prefix", page.show(page.prefix)),
            ("Delimiter", page.show(page.delimiter) or None),
            ("MaxKeys", page.limit),
            ("EncodingType", request.parameter("encoding-type")),
            ("IsTruncated", last is not None),
        ]
        if request.op == "ListObjectsV2":
            children.append(("KeyCount", len(entries) + len(prefixes)))
            children.append(("ContinuationToken", request.parameter("continuation-token")))
            if last is not None:
                children.append(("NextContinuationToken", base64.b64encode(last).decode()))
        else:
            children.append(("Marker", request.parameter("marker", "")))
            if last is not None:
                children.append(("NextMarker", page.show(last)))
        for key in entries:
            found = bucket.objects.get(key)
            if found:
                children.append(
                    (
                        "Contents",
                        [
                            ("Key", page.show(key)),
                            ("LastModified", iso_time(found.modified)),
                            ("ETag", f'"{found.etag}"'),
                            ("Size", found.size),
                            ("StorageClass", "STANDARD"),
                        ],
                    )
                )
        children += [("CommonPrefixes", [("Prefix", page.show(p))]) for p in prefixes]
        return Response(200, XML, s3_xml.document("ListBucketResult", children))

    def list_uploads(self, request, bucket, _verified):
        """The open multipart uploads below a prefix."""
        page = _Page(request, "key-marker", "max-uploads")
        marker = (page.after, request.parameter("upload-id-marker", ""))
        with bucket.lock:
            every = sorted(
                (u for u in bucket.uploads.values() if u.key.startswith(page.prefix)),
                key=lambda upload: (upload.key, upload.started, upload.upload_id),
            )
        if marker[0]:
            names = [u.upload_id for u in every]
            skip = names.index(marker[1]) + 1 if marker[1] in names else 0
            every = every[skip:] if skip else [u for u in every if u.key > marker[0]]
        shown = every[: page.limit]
        children = [
            ("Bucket", bucket.name),
            ("KeyMarker", request.parameter("key-marker", "")),
            ("UploadIdMarker", request.parameter("upload-id-marker", "")),
            ("Prefix", page.show(page.prefix)),
            ("MaxUploads", page.limit),
            ("EncodingType", request.parameter("encoding-type")),
            ("IsTruncated", len(every) > len(shown)),
        ]
        if len(every) > len(shown):
            children += [
                ("NextKeyMarker", page.show(shown[-1].key)),
                ("NextUploadIdMarker", shown[-1].upload_id),
            ]
        for upload in shown:
            children.append(
                (
                    "Upload",
                    [
                        ("Key", page.show(upload.key)),
                        ("UploadId", upload.upload_id),
                        ("Initiator", [("ID", upload.owner)]),
                        ("Owner", [("ID", upload.owner)]),
                        ("StorageClass", "STANDARD"),
                        ("Initiated", iso_time(upload.started)),
                        ("ChecksumAlgorithm", upload.algorithm),
                    ],
                )
            )
        return Response(200, XML, s3_xml.document("ListMultipartUploadsResult", children))

    def head_bucket(self, _request, bucket, _verified):
        """Whether the bucket is there; its region is in a header."""
        return Response(200, [("x-amz-bucket-region", bucket.region), ("Content-Length", "0")])

    def location(self, _request, bucket, _verified):
        """The bucket's region; us-east-1 is the empty one."""
        region = "" if bucket.region == "us-east-1" else bucket.region
        body = (
            f'{s3_xml.DECLARATION}<LocationConstraint xmlns="{s3_xml.NAMESPACE}">'
            f"{s3_xml.escape(region)}</LocationConstraint>"
        )
        return Response(200, XML, body.encode())

    def list_buckets(self, _request, _bucket, _verified):
        """All buckets (for the owner)."""
        buckets = [
            ("Bucket", [("Name", name), ("CreationDate", iso_time(0))])
            for name in sorted(self._cloud.buckets)
        ]
        children = [("Owner", [("ID", "owner")]), ("Buckets", buckets)]
        return Response(200, XML, s3_xml.document("ListAllMyBucketsResult", children))


class _Page:
    """The parameters that all listings share."""

    def __init__(self, request, marker_name, limit_name="max-keys"):
        self._encode = request.parameter("encoding-type") == "url"
        self.prefix = _bytes(request.parameter("prefix", ""))
        self.delimiter = _bytes(request.parameter("delimiter", ""))
        self.after = _bytes(request.parameter(marker_name, ""))
        token = request.parameter("continuation-token")
        if token:
            self.after = _decode_token(token)
        text = request.parameter(limit_name, str(PAGE))
        if not text.isdigit():
            raise S3Error(
                400,
                "InvalidArgument",
                f"Provided {limit_name} not an integer or within integer range",
                {"ArgumentName": limit_name, "ArgumentValue": text},
            )
        self.limit = min(int(text), PAGE)

    def show(self, key):
        """A key as text, percent-encoded when the client asked for that."""
        if self._encode:
            return urllib.parse.quote(key, safe="/-._~")
        return key.decode("utf-8", "surrogateescape")

    def choose(self, keys):
        """(keys, common prefixes, where the next page starts or None)."""
        entries, prefixes = [], []
        last = None
        for key in keys:
            if key <= self.after or (prefixes and key.startswith(prefixes[-1])):
                continue
            if len(entries) + len(prefixes) >= self.limit:
                return entries, prefixes, last
            cut = key.find(self.delimiter, len(self.prefix)) if self.delimiter else -1
            if cut >= 0:
                prefix = key[: cut + len(self.delimiter)]
                if self.after.startswith(prefix):
                    continue
                prefixes.append(prefix)
                last = prefix + b"\xff" * 8
            else:
                entries.append(key)
                last = key
        return entries, prefixes, None


def _bytes(text):
    return text.encode("utf-8", "surrogateescape")


def _decode_token(token):
    try:
        return base64.b64decode(token, validate=True)
    except ValueError:
        raise S3Error(
            400,
            "InvalidArgument",
            "The continuation token provided is incorrect",
            {"ArgumentName": "continuation-token"},
        ) from None
