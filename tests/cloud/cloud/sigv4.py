# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks AWS Signature Version 4 on a request, in its header and its query (presigned) form."""

import calendar
import hashlib
import hmac
import re
import time
import urllib.parse

from .errors import S3Error

ALGORITHM = "AWS4-HMAC-SHA256"
UNSIGNED = "UNSIGNED-PAYLOAD"
STREAMING = (
    "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
)
MAX_PRESIGN_SECONDS = 7 * 86400


class Authorization:
    """The parts of a signature as they came with the request."""

    def __init__(self, credential, signed_headers, signature, date, token, expires=None):
        fields = credential.split("/")
        if len(fields) < 5:
            raise malformed(
                "The credential is mal-formed; expecting "
                '"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'
            )
        self.key_id = "/".join(fields[:-4])
        self.day, self.region, self.service, self.terminator = fields[-4:]
        self.signed_headers = signed_headers.split(";")
        self.signature = signature
        self.date = date
        self.token = token
        self.expires = expires  # seconds; None for the header form

    @property
    def scope(self):
        """The credential scope."""
        return f"{self.day}/{self.region}/{self.service}/{self.terminator}"


def malformed(message, elements=None):
    """The error for an Authorization header that cannot be read or names the wrong scope."""
    return S3Error(
        400,
        "AuthorizationHeaderMalformed",
        f"The authorization header is malformed; {message}",
        elements,
    )


def read_authorization(request):
    """The signature of a request in either form, or None for an anonymous request."""
    if request.has_parameter("X-Amz-Algorithm") or request.has_parameter("X-Amz-Signature"):
        return _from_query(request)
    header = request.header("authorization")
    if header is None:
        return None
    if not header.startswith(ALGORITHM + " "):
        raise S3Error(
            400,
            "InvalidRequest",
            "The authorization mechanism you have provided is not "
            "supported. Please use AWS4-HMAC-SHA256.",
        )
    fields = dict(re.findall(r"([A-Za-z]+)=([^,\s]+)", header[len(ALGORITHM) :]))
    try:
        return Authorization(
            fields["Credential"],
            fields["SignedHeaders"],
            fields["Signature"],
            _header_date(request),
            request.header("x-amz-security-token"),
        )
    except KeyError as missing:
        raise malformed(f"the {missing.args[0]} is missing.") from None


def _header_date(request):
    date = request.header("x-amz-date")
    if date is None or not re.fullmatch(r"\d{8}T\d{6}Z", date):
        raise S3Error(
            403, "AccessDenied", "AWS authentication requires a valid Date or x-amz-date header"
        )
    return date


def _from_query(request):
    values = {}
    for name in ("Algorithm", "Credential", "Date", "Expires", "SignedHeaders", "Signature"):
        value = request.parameter(f"X-Amz-{name}")
        if not value:
            raise _query_error(
                "Query-string authentication version 4 requires the X-Amz-Algorithm, "
                "X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, "
                "and X-Amz-Expires parameters."
            )
        values[name] = value
    if values["Algorithm"] != ALGORITHM:
        raise _query_error('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"')
    if not values["Expires"].isdigit() or int(values["Expires"]) > MAX_PRESIGN_SECONDS:
        raise _query_error("X-Amz-Expires must be less than a week (in seconds) that is 604800")
    if not re.fullmatch(r"\d{8}T\d{6}Z", values["Date"]):
        raise _query_error("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"")
    return Authorization(
        values["Credential"],
        values["SignedHeaders"],
        values["Signature"],
        values["Date"],
        request.parameter("X-Amz-Security-Token"),
        int(values["Expires"]),
    )


def _query_error(message):
    return S3Error(400, "AuthorizationQueryParametersError", message)


def payload_declaration(request, authorization):
    """What the signature says of the payload: a hash, UNSIGNED-PAYLOAD or a STREAMING- word."""
    declared = request.header("x-amz-content-sha256")
    if authorization.expires is not None and declared is None:
        return UNSIGNED
    if declared is None:
        raise S3Error(
            400, "InvalidRequest", "Missing required header for this request: x-amz-content-sha256"
        )
    if declared == UNSIGNED or declared in STREAMING or re.fullmatch(r"[0-9a-f]{64}", declared):
        return declared
    raise S3Error(
        400,
        "InvalidArgument",
        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, "
        "STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, "
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.",
        {"ArgumentName": "x-amz-content-sha256", "ArgumentValue": declared},
    )


def quote(data, safe=""):
    """Percent-encode as SigV4 wants it: upper-case hex, only the unreserved set left alone."""
    return urllib.parse.quote(data, safe=safe + "-._~")


def canonical_uri(path):
    """The decoded path, encoded once; S3 normalises nothing."""
    return quote(path, "/") or "/"


def canonical_query(raw_query):
    """The query sorted by encoded name and value, without the signature itself."""
    pairs = []
    for item in raw_query.split("&"):
        name, _, value = item.partition("=")
        if item and name != "X-Amz-Signature":
            pairs.append(
                tuple(
                    quote(urllib.parse.unquote_to_bytes(part.replace("+", " ").encode("latin-1")))
                    for part in (name, value)
                )
            )
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def canonical_request(method, path, raw_query, headers, signed_headers, payload):
    """The canonical request as text. Headers are (lower-case name, value) pairs."""
    lines = []
    for name in signed_headers:
        values = [" ".join(v.split()) for n, v in headers if n == name]
        lines.append(f"{name}:{','.join(values)}\n")
    return "\n".join(
        [
            method,
            canonical_uri(path),
            canonical_query(raw_query),
            "".join(lines),
            ";".join(signed_headers),
            payload,
        ]
    )


def string_to_sign(date, scope, request_text):
    """The text that is signed."""
    digest = hashlib.sha256(request_text.encode("latin-1", "surrogateescape")).hexdigest()
    return "\n".join([ALGORITHM, date, scope, digest])


def signing_key(secret, day, region, service):
    """The key of one day, region and service."""
    key = ("AWS4" + secret).encode()
    for step in (day, region, service, "aws4_request"):
        key = hmac.digest(key, step.encode(), "sha256")
    return key


def sign(key, text):
    """The signature in hex."""
    return hmac.digest(key, text.encode("latin-1"), "sha256").hex()


def epoch(date):
    """Seconds since 1970 of a date like 20130524T000000Z."""
    try:
        return calendar.timegm(time.strptime(date, "%Y%m%dT%H%M%SZ"))
    except ValueError:
        raise S3Error(403, "AccessDenied", "The date is not valid.") from None


def iso_time(seconds):
    """A time as S3 writes it."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(seconds)) + ".000Z"


class Verified:
    """A signature that was right: who signed, and what the chunks of a streamed body build on."""

    def __init__(self, authorization, key, signing, payload):
        self.key = key  # the entry of the key store
        self.signing_key = signing
        self.seed = authorization.signature
        self.date = authorization.date
        self.scope = authorization.scope
        self.payload = payload


class Verifier:
    """Judges signatures for one region with the keys of a key store."""

    def __init__(self, settings, clock, keys):
        self._settings = settings
        self._clock = clock
        self._keys = keys

    def verify(self, request, region):
        """Give Verified, or raise S3's own error; None for an anonymous request."""
        authorization = read_authorization(request)
        if authorization is None:
            return None
        self._check_scope(authorization, region)
        self._check_time(authorization)
        payload = payload_declaration(request, authorization)
        key = self._find_key(authorization)
        self._check_headers(request, authorization)
        text = canonical_request(
            request.method,
            request.path,
            request.raw_query,
            request.headers,
            authorization.signed_headers,
            payload,
        )
        to_sign = string_to_sign(authorization.date, authorization.scope, text)
        signing = signing_key(key.secret, authorization.day, authorization.region, "s3")
        if not hmac.compare_digest(
            sign(signing, to_sign).encode(), authorization.signature.encode()
        ):
            raise S3Error(
                403,
                "SignatureDoesNotMatch",
                "The request signature we calculated does not "
                "match the signature you provided. Check your key and signing method.",
                {
                    "AWSAccessKeyId": authorization.key_id,
                    "StringToSign": to_sign,
                    "SignatureProvided": authorization.signature,
                    "CanonicalRequest": text,
                },
            )
        return Verified(authorization, key, signing, payload)

    @staticmethod
    def _check_scope(authorization, region):
        if authorization.service != "s3":
            raise malformed(
                'incorrect service "%s". This endpoint belongs to "s3".' % authorization.service
            )
        if authorization.terminator != "aws4_request":
            raise malformed(
                'incorrect terminal "%s". This endpoint uses "aws4_request".'
                % authorization.terminator
            )
        if authorization.region != region:
            raise malformed(
                f"the region '{authorization.region}' is wrong; expecting '{region}'",
                {"Region": region},
            )
        if authorization.day != authorization.date[:8]:
            raise malformed(
                "Invalid credential date. Date is not the same as X-Amz-Date: "
                f'"{authorization.date}".'
            )

    def _check_time(self, authorization):
        now, signed = self._clock.now(), epoch(authorization.date)
        if authorization.expires is not None:
            if now > signed + authorization.expires:
                raise S3Error(
                    403,
                    "AccessDenied",
                    "Request has expired",
                    {
                        "X-Amz-Expires": str(authorization.expires),
                        "Expires": iso_time(signed + authorization.expires),
                        "ServerTime": iso_time(now),
                    },
                )
            if now < signed - self._settings.skew_limit:
                raise S3Error(403, "AccessDenied", "Request is not valid yet")
        elif abs(now - signed) > self._settings.skew_limit:
            raise S3Error(
                403,
                "RequestTimeTooSkewed",
                "The difference between the request time and the current time is too large.",
                {
                    "RequestTime": authorization.date,
                    "ServerTime": iso_time(now),
                    "MaxAllowedSkewMilliseconds": str(int(self._settings.skew_limit * 1000)),
                },
            )

    def _find_key(self, authorization):
        key = self._keys.find(authorization.key_id)
        if key is None:
            raise S3Error(
                403,
                "InvalidAccessKeyId",
                "The AWS Access Key Id you provided does not exist in our records.",
                {"AWSAccessKeyId": authorization.key_id},
            )
        if (key.token or "") != (authorization.token or ""):
            raise S3Error(
                400, "InvalidToken", "The provided token is malformed or otherwise invalid."
            )
        if key.expires is not None and self._clock.now() >= key.expires:
            raise S3Error(400, "ExpiredToken", "The provided token has expired.")
        return key

    @staticmethod
    def _check_headers(request, authorization):
        signed = set(authorization.signed_headers)
        unsigned = [n for n, _ in request.headers if n.startswith("x-amz-") and n not in signed]
        if authorization.expires is not None:
            unsigned = [n for n in unsigned if n != "x-amz-content-sha256"]
        if "host" not in signed:
            unsigned.insert(0, "host")
        if unsigned:
            raise S3Error(
                403,
                "AccessDenied",
                "There were headers present in the request which were not signed",
                {"HeadersNotSigned": ", ".join(unsigned)},
            )
