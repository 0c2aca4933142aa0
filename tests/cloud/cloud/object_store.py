# SPDX-License-Identifier: GPL-3.0-or-later
"""Where finished objects and the parts of uploads lie: files on disk, their facts in memory."""

import errno
import os
import secrets
import shutil
import threading

from . import checksums

MARK = "%!"  # begins a path segment that is not the key's own text
SEGMENT_BYTES = 240
COPY_STEP = 1 << 30


def path_of_key(key):
    """A relative path for a key (bytes): the key itself where it is a legal path.

    Other segments become "%!" and the segment in hex, split where it is long ("%!+" means that the
    segment goes on); key_of_path() undoes it.
    """
    return b"/".join(_encode_segment(segment) for segment in key.split(b"/"))


def hidden_path_of_key(key):
    """A path that collides with no other key's, for when a key is also another key's directory."""
    return b"/".join(_hex_segments(key, b"%!k", b"%!+"))


def _encode_segment(segment):
    plain = (
        segment not in (b"", b".", b"..")
        and len(segment) <= 255
        and b"\0" not in segment
        and not segment.startswith(MARK.encode())
    )
    return segment if plain else b"/".join(_hex_segments(segment, b"%!x", b"%!+"))


def _hex_segments(data, last, more):
    text = data.hex().encode()
    pieces = [text[i : i + SEGMENT_BYTES] for i in range(0, len(text), SEGMENT_BYTES)] or [b""]
    return [more + piece for piece in pieces[:-1]] + [last + pieces[-1]]


def key_of_path(path):
    """The key (bytes) whose path this is."""
    segments, hexed = [], b""
    for segment in path.split(b"/"):
        if segment.startswith(b"%!+"):
            hexed += segment[3:]
        elif segment.startswith((b"%!x", b"%!k")):
            segments.append(bytes.fromhex((hexed + segment[3:]).decode()))
            hexed = b""
        else:
            segments.append(segment)
    return b"/".join(segments)


class Object:
    """A finished object."""

    def __init__(self, key, size, etag, path, modified, headers):
        self.key = key  # bytes
        self.size = size
        self.etag = etag  # without quotes
        self.path = path  # None: only counted (discard)
        self.modified = modified
        self.headers = headers  # content-type, x-amz-meta-*, …: list of (name, value)
        self.checksum = None  # (algorithm, text, type)
        self.part_sizes = None  # for GET ?partNumber and x-amz-mp-parts-count


class Part:
    """A part that has arrived whole."""

    def __init__(self, number, stored, path, modified):
        self.number = number
        self.size = stored.size
        self.digests = stored.digests
        self.etag = stored.etag()
        self.path = path
        self.modified = modified


class Upload:
    """An open multipart upload."""

    def __init__(self, upload_id, key, started, headers, algorithm, checksum_type, owner):
        self.upload_id = upload_id
        self.key = key
        self.started = started
        self.headers = headers
        self.algorithm = algorithm  # what the client named, or None
        self.checksum_type = checksum_type
        self.owner = owner
        self.parts = {}
        self.busy = False  # a Complete is under way


class Bucket:
    """One bucket: its objects and open uploads. All methods may be called from any thread."""

    def __init__(self, name, region, directory):
        self.name = name
        self.region = region
        self.lock = threading.RLock()
        self.objects = {}
        self.uploads = {}
        self.directory = os.fsencode(os.path.join(directory, "objects"))
        self._work = os.path.join(directory, "incoming")
        for path in (self.directory, self._work):
            os.makedirs(path, exist_ok=True)

    def new_upload(self, key, now, headers, algorithm, checksum_type, owner):
        """Begin a multipart upload."""
        upload_id = secrets.token_urlsafe(72).replace("-", ".")
        upload = Upload(upload_id, key, now, headers, algorithm, checksum_type, owner)
        with self.lock:
            self.uploads[upload_id] = upload
        return upload

    def find_upload(self, upload_id, key):
        """The open upload of that id and key, or None."""
        with self.lock:
            upload = self.uploads.get(upload_id)
            return upload if upload and upload.key == key else None

    def claim_upload(self, upload):
        """Keep an upload's parts as they are until it is no longer busy; False when it is gone, or
        somebody else puts them together."""
        with self.lock:
            if upload.upload_id not in self.uploads or upload.busy:
                return False
            upload.busy = True
            return True

    def incoming_path(self):
        """A fresh path for bytes that are still arriving."""
        return os.path.join(self._work, secrets.token_hex(12))

    def add_part(self, upload, part):
        """Keep a part, in place of an earlier one; False when the upload is gone by now, or its
        parts are being put together."""
        with self.lock:
            if upload.upload_id not in self.uploads or upload.busy:
                return False
            earlier = upload.parts.get(part.number)
            upload.parts[part.number] = part
        if earlier:
            remove(earlier.path)
        return True

    def drop_upload(self, upload):
        """Forget an upload and its parts."""
        with self.lock:
            self.uploads.pop(upload.upload_id, None)
            parts = list(upload.parts.values())
        for part in parts:
            remove(part.path)

    def publish(self, found, source):
        """Make an object visible; its bytes lie in the file source (None: they were not kept)."""
        with self.lock:
            earlier = self.objects.get(found.key)
            found.path = self._move(source, found.key) if source else None
            self.objects[found.key] = found
            if earlier and earlier.path != found.path:
                remove(earlier.path)

    def delete(self, key):
        """Delete an object; nothing happens when there is none."""
        with self.lock:
            found = self.objects.pop(key, None)
            if found:
                remove(found.path)

    def keys(self, prefix=b""):
        """All keys with that prefix, in order."""
        with self.lock:
            return sorted(key for key in self.objects if key.startswith(prefix))

    def _move(self, source, key):
        for relative in (path_of_key(key), hidden_path_of_key(key)):
            target = os.path.join(self.directory, relative)
            try:
                os.makedirs(os.path.dirname(target), exist_ok=True)
                os.replace(source, target)
                return os.fsdecode(target)
            except OSError as error:
                if error.errno not in (
                    errno.EEXIST,
                    errno.ENOTDIR,
                    errno.EISDIR,
                    errno.ENOTEMPTY,
                    errno.ENAMETOOLONG,
                ):
                    raise
        raise OSError(errno.ENAMETOOLONG, "no path for this key")


def join(paths):
    """Append files to the first one, which is where the whole then lies."""
    with open(paths[0], "r+b", buffering=0) as target:
        target.seek(0, os.SEEK_END)  # sendfile refuses a file opened for appending
        for path in paths[1:]:
            with open(path, "rb", buffering=0) as source:
                _append(source, target)
            remove(path)
    return paths[0]


def _append(source, target):
    # sendfile copies inside the kernel; it works between any two files, unlike copy_file_range.
    offset, size = 0, os.fstat(source.fileno()).st_size
    while offset < size:
        offset += os.sendfile(
            target.fileno(), source.fileno(), offset, min(size - offset, COPY_STEP)
        )


def remove(path):
    """Delete a file that may be gone already."""
    if path:
        try:
            os.unlink(path)
        except FileNotFoundError:
            pass


def clear(directory):
    """Delete what an earlier run left half-way."""
    shutil.rmtree(directory, ignore_errors=True)


def whole_checksum(upload, parts):
    """(algorithm, text, type) of an assembled object, from the checksums of its parts."""
    algorithm = upload.algorithm or "CRC64NVME"
    digests = [part.digests.get(algorithm) for part in parts]
    if any(digest is None for digest in digests):
        return None
    if upload.checksum_type == "COMPOSITE":
        return algorithm, checksums.composite(algorithm, digests), "COMPOSITE"
    value = digests[0]
    for part, digest in zip(parts[1:], digests[1:]):
        value = checksums.combine(algorithm, value, digest, part.size)
    return algorithm, checksums.encode(value), "FULL_OBJECT"
