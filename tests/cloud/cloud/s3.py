# SPDX-License-Identifier: GPL-3.0-or-later
"""S3: finds the bucket, the key and the operation of a request, checks who asks, and answers."""

import fnmatch
import secrets

from . import s3_xml, sigv4
from .errors import S3Error
from .http_server import Response
from .s3_listing import ListOperations
from .s3_multipart import MultipartOperations
from .s3_objects import ObjectOperations

KEY_LIMIT = 1024

# operation -> the action a key must be allowed
ACTIONS = {
    "PutObject": "PutObject",
    "GetObject": "GetObject",
    "HeadObject": "GetObject",
    "DeleteObject": "DeleteObject",
    "CreateMultipartUpload": "PutObject",
    "UploadPart": "PutObject",
    "CompleteMultipartUpload": "PutObject",
    "AbortMultipartUpload": "AbortMultipartUpload",
    "ListParts": "ListMultipartUploadParts",
    "ListObjectsV2": "ListBucket",
    "ListObjects": "ListBucket",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "HeadBucket": "ListBucket",
    "GetBucketLocation": "GetBucketLocation",
    "ListBuckets": "ListAllMyBuckets",
}


class S3:
    """The S3 service."""

    def __init__(self, cloud):
        self._cloud = cloud
        self.buckets = cloud.buckets
        self._verifier = sigv4.Verifier(cloud.settings, cloud.clock, cloud.keys)
        groups = (ObjectOperations(cloud), MultipartOperations(cloud), ListOperations(cloud))
        self._operations = {}
        for group in groups:
            self._operations.update(group.table())

    def classify(self, request):
        """Note the bucket, key and operation on the request."""
        request.service = "s3"
        request.bucket, request.key = self._split(request)
        request.op = _operation(request)
        number = request.parameter("partNumber")
        request.part_number = int(number) if number and number.isdigit() else None
        request.upload_id = request.parameter("uploadId")

    def _split(self, request):
        host = (request.header("host") or "").rsplit(":", 1)[0].lower()
        for name in self.buckets:
            if host.startswith(f"{name}."):
                return name, request.path[1:]
        name, _, key = request.path[1:].partition(b"/")
        return name.decode("latin-1"), key

    def handle(self, request):
        """Answer a request, or raise S3Error."""
        if request.op is None:
            raise S3Error(
                405,
                "MethodNotAllowed",
                "The specified method is not allowed against this resource.",
            )
        bucket = self.buckets.get(request.bucket)
        region = bucket.region if bucket else self._cloud.region
        verified = self._verifier.verify(request, region)
        if verified is None:
            raise S3Error(403, "AccessDenied", "Access Denied")
        if request.bucket and bucket is None:
            raise S3Error(
                404,
                "NoSuchBucket",
                "The specified bucket does not exist",
                {"BucketName": request.bucket},
            )
        _check_key(request.key)
        self._authorize(request, verified.key)
        return self._operations[request.op](request, bucket, verified)

    def _authorize(self, request, key):
        if key.identity is None:
            return
        action = ACTIONS[request.op]
        if not any(
            fnmatch.fnmatchcase(action, allowed) for allowed in self._cloud.settings.allowed_actions
        ):
            raise _denied(key, action)
        if request.key:
            place = request.key.decode("utf-8", "surrogateescape")
        else:
            place = request.parameter("prefix", "")
        if not place.startswith(key.prefix):
            raise _denied(key, action)

    def error_response(self, request, error):
        """S3's answer to an error: XML, but only a status for HEAD."""
        request_id = secrets.token_hex(8).upper()
        resource = request.raw_path
        body = s3_xml.error(error.code, error.message, resource, request_id, error.elements)
        response = Response(
            error.status,
            [("Content-Type", "application/xml"), *error.headers],
            body if request.method != "HEAD" else b"",
        )
        response.set_header("x-amz-request-id", request_id)
        self._add_region(request, response)
        return response

    def finish(self, request, response):
        """Headers that every S3 reply carries."""
        if response.header("x-amz-request-id") is None:
            response.set_header("x-amz-request-id", secrets.token_hex(8).upper())
        if request.op == "HeadBucket":
            self._add_region(request, response)
        response.set_header("Server", "AmazonS3")
        return response

    def _add_region(self, request, response):
        bucket = self.buckets.get(request.bucket)
        if bucket:
            response.set_header("x-amz-bucket-region", bucket.region)


def _denied(key, action):
    return S3Error(
        403,
        "AccessDenied",
        f"User: {key.identity} is not authorized to perform: s3:{action} on this resource",
    )


def _check_key(key):
    if key and len(key) > KEY_LIMIT:
        raise S3Error(
            400,
            "KeyTooLongError",
            "Your key is too long",
            {"Size": str(len(key)), "MaxSizeAllowed": str(KEY_LIMIT)},
        )


def _operation(request):
    """The name of what is asked, or None."""
    has = request.has_parameter
    method = request.method
    if not request.bucket:
        return "ListBuckets" if method == "GET" else None
    if request.key:
        table = {
            "PUT": "UploadPart" if has("partNumber") or has("uploadId") else "PutObject",
            "GET": "ListParts" if has("uploadId") else "GetObject",
            "HEAD": "HeadObject",
            "DELETE": "AbortMultipartUpload" if has("uploadId") else "DeleteObject",
            "POST": (
                "CreateMultipartUpload"
                if has("uploads")
                else "CompleteMultipartUpload"
                if has("uploadId")
                else None
            ),
        }
        return table.get(method)
    if method == "HEAD":
        return "HeadBucket"
    if method != "GET":
        return None
    if has("location"):
        return "GetBucketLocation"
    if has("uploads"):
        return "ListMultipartUploads"
    return "ListObjectsV2" if request.parameter("list-type") == "2" else "ListObjects"
