# SPDX-License-Identifier: GPL-3.0-or-later
"""The checksums S3 knows, computed while a body streams by, and combined over parts.

The two CRCs that Python lacks run in a few lines of C when a compiler is there (crc_tables.c), and
in a plain table loop otherwise.
"""

import array
import base64
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import zlib

CRCS = {
    "CRC32": (0xEDB88320, 32),
    "CRC32C": (0x82F63B78, 32),
    "CRC64NVME": (0x9A6C9329AC4BC9B5, 64),
}
LENGTHS = {"CRC32": 4, "CRC32C": 4, "CRC64NVME": 8, "SHA1": 20, "SHA256": 32}
ALGORITHMS = tuple(LENGTHS)
HEADERS = {f"x-amz-checksum-{name.lower()}": name for name in ALGORITHMS}


def header_of(algorithm):
    """The name of the header that carries a checksum."""
    return f"x-amz-checksum-{algorithm.lower()}"


def _tables(polynomial):
    first = []
    for byte in range(256):
        for _ in range(8):
            byte = (byte >> 1) ^ (polynomial if byte & 1 else 0)
        first.append(byte)
    rows = [first]
    for _ in range(7):
        rows.append([first[v & 0xFF] ^ (v >> 8) for v in rows[-1]])
    return array.array("Q", [value for row in rows for value in row])


_TABLES = {name: _tables(polynomial) for name, (polynomial, _) in CRCS.items() if name != "CRC32"}


class Helper:
    """The compiled loop, built once in the background and kept beside the data."""

    def __init__(self):
        self._function = None
        self._ready = threading.Event()
        self._ready.set()

    def start(self, directory):
        """Begin building. Whoever needs it first waits; without a compiler the slow loop serves."""
        self._ready.clear()
        threading.Thread(target=self._build, args=(directory,), daemon=True).start()

    def function(self, patience=10.0):
        """The compiled function, or None where there is none."""
        self._ready.wait(patience)
        return self._function

    def _build(self, directory):
        try:
            self._function = _load(_compile(directory))
        except (OSError, subprocess.SubprocessError, AttributeError):
            self._function = None
        self._ready.set()


def _compile(directory):
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "crc_tables.c")
    with open(source, "rb") as file:
        version = hashlib.sha256(file.read()).hexdigest()[:16]
    library = os.path.join(directory, f"crc_tables-{version}.so")
    if not os.path.exists(library):
        compiler = sys.byteorder == "little" and (
            shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        )
        if not compiler:
            raise OSError("no compiler")
        with tempfile.TemporaryDirectory(dir=directory) as work:
            made = os.path.join(work, "made.so")
            subprocess.run(
                [compiler, "-O2", "-shared", "-fPIC", "-o", made, source],
                check=True,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=60,
            )
            os.replace(made, library)
    return library


def _load(library):
    function = ctypes.CDLL(library).crc_update
    function.restype = ctypes.c_uint64
    function.argtypes = [ctypes.c_void_p, ctypes.c_uint64, ctypes.c_void_p, ctypes.c_size_t]
    return function


helper = Helper()


class TableCrc:
    """CRC32C or CRC64NVME with hashlib's manners."""

    def __init__(self, algorithm):
        self._table = _TABLES[algorithm]
        self._bits = CRCS[algorithm][1]
        self._mask = (1 << self._bits) - 1
        self._crc = self._mask
        self._function = helper.function()

    def update(self, data):
        """Take in more bytes."""
        if self._function:
            view = memoryview(data)
            if view.readonly:
                view = memoryview(bytearray(view))
            if len(view):
                pointer = ctypes.addressof(ctypes.c_char.from_buffer(view))
                self._crc = self._function(
                    self._table.buffer_info()[0], self._crc, pointer, len(view)
                )
            return
        table, crc = self._table, self._crc
        for byte in bytes(data):
            crc = table[(crc ^ byte) & 0xFF] ^ (crc >> 8)
        self._crc = crc

    def digest(self):
        """The checksum as S3 writes it, big-endian."""
        return (self._crc ^ self._mask).to_bytes(self._bits // 8, "big")


class ZlibCrc:
    """CRC32 with hashlib's manners."""

    def __init__(self):
        self._crc = 0

    def update(self, data):
        """Take in more bytes."""
        self._crc = zlib.crc32(data, self._crc)

    def digest(self):
        """The checksum as S3 writes it, big-endian."""
        return self._crc.to_bytes(4, "big")


def new(algorithm):
    """A running checksum of that name (also MD5)."""
    if algorithm in _TABLES:
        return TableCrc(algorithm)
    if algorithm == "CRC32":
        return ZlibCrc()
    return hashlib.new(algorithm.lower())


def decode(algorithm, text):
    """The bytes of a checksum given in base64; None when it cannot be one."""
    try:
        value = base64.b64decode(text, validate=True)
    except ValueError:
        return None
    return value if len(value) == LENGTHS[algorithm] else None


def encode(value):
    """A checksum in base64."""
    return base64.b64encode(value).decode()


def _multiply(a, b, polynomial, bits):
    """a * b modulo the polynomial, all reflected (the highest power is the lowest bit)."""
    product = 0
    top = 1 << (bits - 1)
    while top:
        if a & top:
            product ^= b
        b = (b >> 1) ^ (polynomial if b & 1 else 0)
        top >>= 1
    return product


def combine(algorithm, first, second, second_length):
    """The CRC of two pieces put together, from their CRCs and the second one's length."""
    polynomial, bits = CRCS[algorithm]
    shift = 1 << (bits - 1)  # x^0
    power = 1 << (bits - 2)  # x^1
    exponent = 8 * second_length
    while exponent:
        if exponent & 1:
            shift = _multiply(shift, power, polynomial, bits)
        power = _multiply(power, power, polynomial, bits)
        exponent >>= 1
    moved = _multiply(int.from_bytes(first, "big"), shift, polynomial, bits)
    return (moved ^ int.from_bytes(second, "big")).to_bytes(bits // 8, "big")


def composite(algorithm, digests):
    """The checksum of the parts' checksums, as COMPOSITE has it."""
    whole = new(algorithm)
    for digest in digests:
        whole.update(bytearray(digest))
    return f"{encode(whole.digest())}-{len(digests)}"
