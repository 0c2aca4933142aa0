# SPDX-License-Identifier: GPL-3.0-or-later
"""The server's half of Cognito's SRP, in plain Python integers.

The group is the 3072-bit prime of RFC 3526 with generator 2; numbers are hashed as the shortest
big-endian two's complement, which is what Java's BigInteger.toByteArray() gives.
"""

import base64
import calendar
import datetime
import hashlib
import hmac
import re
import secrets

PRIME = int(
    "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74"
    "020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B302B0A6DF25F1437"
    "4FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
    "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE45B3DC2007CB8A163BF05"
    "98DA48361C55D39A69163FA8FD24CF5F83655D23DCA3AD961C62F356208552BB"
    "9ED529077096966D670C354E4ABC9804F1746C08CA18217C32905E462E36CE3B"
    "E39E772C180E86039B2783A2EC07A28FB5C55DF06F4C52C9DE2BCBF695581718"
    "3995497CEA956AE515D2261898FA051015728E5A8AAAC42DAD33170D04507A33"
    "A85521ABDF1CBA64ECFB850458DBEF0A8AEA71575D060C7DB3970F85A6E1E4C7"
    "ABF5AE8CDB0933D71E8C94E04A25619DCEE3D2261AD2EE6BF12FFA06D98A0864"
    "D87602733EC86A64521F2B18177B200CBBE117577A615D6C770988C0BAD946E2"
    "08E24FA074E5AB3143DB5BFCE0FD108E4B82D120A93AD2CAFFFFFFFFFFFFFFFF",
    16,
)
GENERATOR = 2
DERIVED_KEY_INFO = b"Caldera Derived Key\x01"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
SHAPES = ("full-high", "full-low", "odd-hex", "short", "short-high", "short-low")
FULL_BYTES = {"B": 384, "S": 384, "u": 32, "salt": 16}
MAX_TRIES = {"S": 6000, "other": 400000}


def encode(number):
    """The bytes of a number as Java writes them: shortest two's complement, room for the sign."""
    length = number.bit_length() // 8 + 1
    if number < 0:
        length = (-number - 1).bit_length() // 8 + 1
    return number.to_bytes(length, "big", signed=True)


def _hash_number(*parts):
    return int.from_bytes(hashlib.sha256(b"".join(parts)).digest(), "big")


MULTIPLIER = _hash_number(encode(PRIME), encode(GENERATOR))


def private_key(scope, user_id, password, salt):
    """x: the number that stands for the password under this salt."""
    inner = hashlib.sha256(f"{scope}{user_id}:{password}".encode()).digest()
    return _hash_number(encode(salt), inner)


def verifier(scope, user_id, password, salt):
    """v = g^x, all that a server needs to keep of a password."""
    return pow(GENERATOR, private_key(scope, user_id, password, salt), PRIME)


def parse_client_value(text):
    """A from its hex text; None when it is no number or is 0 modulo N."""
    if not isinstance(text, str) or not re.fullmatch(r"[0-9a-fA-F]{1,1024}", text):
        return None
    value = int(text, 16)
    return value if value % PRIME != 0 else None


class Exchange:
    """One SRP exchange: b, B and what follows from the client's A."""

    def __init__(self, client_value, verifier_value, b):
        self.client_value = client_value
        self.verifier = verifier_value
        self.b = b
        self._secret = (None, None)  # (b, S): S is asked for more than once
        self.server_value = (MULTIPLIER * verifier_value + pow(GENERATOR, b, PRIME)) % PRIME

    def scrambler(self):
        """u = H(A | B)."""
        return _hash_number(encode(self.client_value), encode(self.server_value))

    def shared_secret(self):
        """S = (A * v^u)^b."""
        if self._secret[0] != self.b:
            base = self.client_value * pow(self.verifier, self.scrambler(), PRIME) % PRIME
            self._secret = (self.b, pow(base, self.b, PRIME))
        return self._secret[1]

    def session_key(self):
        """The 16 bytes that key the proof."""
        prk = hmac.digest(encode(self.scrambler()), encode(self.shared_secret()), "sha256")
        return hmac.digest(prk, DERIVED_KEY_INFO, "sha256")[:16]

    def proof(self, scope, user_id, secret_block, timestamp):
        """The signature that only somebody who knows the password can send (base64)."""
        message = f"{scope}{user_id}".encode() + secret_block + timestamp.encode()
        return base64.b64encode(hmac.digest(self.session_key(), message, "sha256")).decode()


def shape_of(number, full_bytes):
    """Name the form a number takes when it is written as bytes."""
    digits = f"{number:x}"
    length = (len(digits) + 1) // 2
    if len(digits) % 2:
        return "odd-hex"
    high = number.bit_length() % 8 == 0
    if length == full_bytes:
        return "full-high" if high else "full-low"
    return "short-high" if high else "short-low"


def has_shape(number, full_bytes, wanted):
    """Whether a number has the wanted form; "short" is any form below the full length."""
    if wanted in (None, "", "any"):
        return True
    if wanted == "short":
        return number.bit_length() <= 8 * (full_bytes - 1)
    return shape_of(number, full_bytes) == wanted


def random_salt(wanted=None):
    """A salt of 16 bytes, in the wanted form."""
    while True:
        salt = secrets.randbits(128)
        if salt and has_shape(salt, FULL_BYTES["salt"], wanted):
            return salt


def begin_exchange(client_value, verifier_value, shapes=None):
    """Choose b at random, or until B, u and S have the wanted forms.

    The search is bounded; the caller can look at the result to see whether it succeeded.
    """
    shapes = {k: v for k, v in (shapes or {}).items() if k != "salt" and v not in (None, "", "any")}
    if not shapes:
        return Exchange(client_value, verifier_value, secrets.randbits(256) | 1 << 255)
    return _Search(client_value, verifier_value, shapes).run()


class _Search:
    """Looks for a b that gives numbers of certain forms.

    The next candidate is b + 1, because g^(b+1) costs one doubling instead of an exponentiation;
    b is short, and the powers of v come from a table, because S costs both for every candidate.
    """

    def __init__(self, client_value, verifier_value, shapes):
        self._exchange = Exchange(client_value, verifier_value, secrets.randbits(40) | 1 << 39)
        self._shapes = shapes
        self._table = _powers(verifier_value) if "S" in shapes else None

    def run(self):
        exchange = self._exchange
        power = pow(GENERATOR, exchange.b, PRIME)
        shared = MULTIPLIER * exchange.verifier % PRIME
        secrets_tried = 0
        for _ in range(MAX_TRIES["other"]):
            if self._fits("B", exchange.server_value) and self._fits("u", exchange.scrambler()):
                secrets_tried += 1
                if self._secret_fits() or secrets_tried >= MAX_TRIES["S"]:
                    break
            exchange.b += 1
            power = power * GENERATOR % PRIME
            exchange.server_value = (shared + power) % PRIME
        return exchange

    def _fits(self, name, number):
        return has_shape(number, FULL_BYTES[name], self._shapes.get(name))

    def _secret_fits(self):
        if self._table is None:
            return True
        base = self._exchange.client_value
        for row, digit in zip(self._table, f"{self._exchange.scrambler():064x}"):
            base = base * row[int(digit, 16)] % PRIME
        return self._fits("S", pow(base, self._exchange.b, PRIME))


def _powers(base):
    """v^(digit * 16^place) for every hex digit of a 64-digit exponent, the highest place first."""
    rows = []
    for _ in range(64):
        row = [1]
        for _ in range(15):
            row.append(row[-1] * base % PRIME)
        rows.append(row)
        base = row[-1] * base % PRIME
    return rows[::-1]


def render_timestamp(moment):
    """A time as Cognito's clients must write it."""
    return (
        f"{WEEKDAYS[moment.weekday()]} {MONTHS[moment.month - 1]} {moment.day} "
        f"{moment:%H:%M:%S} UTC {moment.year:04d}"
    )


def parse_timestamp(text):
    """Read TIMESTAMP leniently, as the service does; None when it is no such text.

    The result is rendered again before the proof is checked, so a zero before the day or a wrong
    weekday makes the proof wrong rather than the text.
    """
    match = re.fullmatch(
        r"(\w{3}) (\w{3}) (\d{1,2}) (\d{1,2}):(\d{1,2}):(\d{1,2}) (UTC|GMT) (\d{4})",
        text or "",
        re.ASCII,
    )
    if not match or match[1] not in WEEKDAYS or match[2] not in MONTHS:
        return None
    numbers = [int(match[i]) for i in (3, 4, 5, 6)]
    try:
        return datetime.datetime(int(match[8]), MONTHS.index(match[2]) + 1, *numbers)
    except ValueError:
        return None


def epoch_of(moment):
    """Seconds since 1970 of a parsed TIMESTAMP."""
    return calendar.timegm(moment.timetuple())
