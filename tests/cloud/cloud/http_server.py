# SPDX-License-Identifier: GPL-3.0-or-later
"""HTTP/1.1 over TLS and plain sockets: one thread per connection, bodies streamed both ways."""

import email.utils
import os
import select
import socket
import ssl
import struct
import threading
import time
import urllib.parse

from .errors import BodyTimeout, ClientGone, ConnectionCut

MAX_HEAD = 64 * 1024
STEP = 1024 * 1024
LINGER_BYTES = 8 * STEP
LINGER_SECONDS = 1.0
REASONS = {
    100: "Continue",
    200: "OK",
    204: "No Content",
    206: "Partial Content",
    301: "Moved Permanently",
    307: "Temporary Redirect",
    400: "Bad Request",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    411: "Length Required",
    412: "Precondition Failed",
    416: "Range Not Satisfiable",
    429: "Too Many Requests",
    500: "Internal Server Error",
    501: "Not Implemented",
    503: "Service Unavailable",
}


class Response:
    """What goes back: a status, headers, and a body as bytes, as a piece of a file or a stream."""

    def __init__(self, status=200, headers=(), body=b"", file=None, stream=None):
        self.status = status
        self.headers = list(headers)
        self.body = body
        self.file = file  # (path, offset, length)
        self.stream = stream  # an iterator of bytes, sent chunked
        self.close = False
        self.cut_after = None  # a fault: break the connection after so many bytes

    def set_header(self, name, value):
        """Set a header, in place of an earlier one of that name."""
        self.headers = [(n, v) for n, v in self.headers if n.lower() != name.lower()]
        self.headers.append((name, value))

    def header(self, name):
        """The value of a header, or None."""
        return next((v for n, v in self.headers if n.lower() == name.lower()), None)


class Request:
    """One request: the head is read, the body is still on the wire."""

    def __init__(self, connection, method, target, headers):
        self.connection = connection
        self.method = method
        self.target = target
        self.raw_path, _, self.raw_query = target.partition("?")
        self.path = urllib.parse.unquote_to_bytes(self.raw_path.encode("latin-1"))
        self.headers = headers  # a list of (lower-case name, value)
        self.query = parse_query(self.raw_query)
        self.body = Body(connection, self)
        self.started = time.time()
        # filled in by the router, for faults and for the log
        self.service = self.op = self.key = self.bucket = self.upload_id = None
        self.part_number = self.message = self.detail = None
        self.effects = []

    def header(self, name, default=None):
        """The value of a header by its lower-case name."""
        return next((v for n, v in self.headers if n == name), default)

    def parameter(self, name, default=None):
        """The value of a query parameter."""
        return next((v for n, v in self.query if n == name), default)

    def has_parameter(self, name):
        """Whether the query has a parameter, with or without a value."""
        return any(n == name for n, _ in self.query)

    def effect(self, name):
        """The parameters of an armed fault of that kind that hit this request, or None."""
        return next((e for e in self.effects if e["kind"] == name), None)


class Body:
    """The body of a request as it arrives: by length, chunked, or none."""

    def __init__(self, connection, request):
        self._connection = connection
        self._request = request
        self._expects = (request.header("expect") or "").lower() == "100-continue"
        self.chunked = "chunked" in (request.header("transfer-encoding") or "").lower()
        length = request.header("content-length")
        self.length = int(length) if length and length.isdigit() else None
        self._left = 0 if self.chunked else (self.length or 0)
        self._chunks_done = not self.chunked
        self.received = 0
        self.hook = None  # called with self before each read; faults use it

    @property
    def finished(self):
        """Whether every byte has been read."""
        return self._chunks_done and self._left == 0

    @property
    def untouched(self):
        """Whether the client still waits for "100 Continue"."""
        return self._expects

    def readinto(self, view):
        """Fill (a part of) the view; 0 at the end."""
        if self.finished:
            return 0
        if self._expects:
            self._expects = False
            self._connection.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        if self.hook:
            self.hook(self)
        if self.chunked and self._left == 0 and not self._next_chunk():
            return 0
        count = self._connection.receive_into(view[: min(len(view), self._left)])
        if count == 0:
            raise ClientGone
        self._left -= count
        self._count(count)
        if self.chunked and self._left == 0:
            self._connection.read_line()
        return count

    def _count(self, count):
        self.received += count
        server = self._connection.server
        server.on_bytes(self._request, count)
        pace = server.settings.bytes_per_second
        if pace:
            time.sleep(count / pace)

    def _next_chunk(self):
        size = int(self._connection.read_line().split(b";")[0], 16)
        self._left = size
        if size == 0:
            while self._connection.read_line():
                pass
            self._chunks_done = True
        return size > 0

    def read_all(self, limit):
        """The whole body as bytes; None when it is longer than the limit."""
        data = bytearray()
        view = memoryview(bytearray(min(limit + 1, STEP)))
        while True:
            count = self.readinto(view)
            if count == 0:
                return bytes(data)
            data += view[:count]
            if len(data) > limit:
                return None


def parse_query(text):
    """The decoded (name, value) pairs of a query string."""
    pairs = []
    for item in text.split("&"):
        if item:
            name, _, value = item.partition("=")
            pairs.append(
                tuple(
                    urllib.parse.unquote_plus(part, errors="surrogateescape")
                    for part in (name, value)
                )
            )
    return pairs


class Connection:
    """One client connection and the bytes read ahead on it."""

    def __init__(self, server, sock):
        self.server = server
        self.sock = sock
        self._ahead = b""

    def send(self, data):
        """Send everything."""
        try:
            self.sock.sendall(data)
        except OSError as error:
            raise ClientGone from error

    def receive_into(self, view):
        """Read what is there, at least a byte; 0 when the client has closed."""
        if self._ahead:
            count = min(len(view), len(self._ahead))
            view[:count] = self._ahead[:count]
            self._ahead = self._ahead[count:]
            return count
        try:
            return self._fill(view)
        except (TimeoutError, socket.timeout) as error:
            raise BodyTimeout from error
        except OSError as error:
            raise ClientGone from error

    def _fill(self, view):
        count = self.sock.recv_into(view)
        # TLS hands out one record (16 KiB) a call: take what else has been received already.
        while (
            0 < count < len(view) and isinstance(self.sock, ssl.SSLSocket) and self.sock.pending()
        ):
            count += self.sock.recv_into(view[count:])
        return count

    def read_line(self):
        """A line without its end, as the chunked coding has them."""
        while b"\r\n" not in self._ahead:
            if len(self._ahead) > MAX_HEAD:
                raise ClientGone
            self._ahead += self._receive_some()
        line, _, self._ahead = self._ahead.partition(b"\r\n")
        return line

    def _receive_some(self):
        buffer = bytearray(65536)
        ahead, self._ahead = self._ahead, b""
        try:
            count = self.receive_into(memoryview(buffer))
        finally:
            self._ahead = ahead
        if count == 0:
            raise ClientGone
        return bytes(buffer[:count])

    def read_request(self):
        """The next request, or None when the client has closed or was idle for too long."""
        self.sock.settimeout(self.server.settings.idle_seconds or None)
        try:
            while b"\r\n\r\n" not in self._ahead:
                if len(self._ahead) > MAX_HEAD:
                    return None
                self._ahead += self._receive_some()
        except (BodyTimeout, ClientGone):
            return None
        self.sock.settimeout(self.server.settings.body_idle_seconds or None)
        head, _, self._ahead = self._ahead.partition(b"\r\n\r\n")
        return self._parse_head(head)

    def _parse_head(self, head):
        lines = head.decode("latin-1").split("\r\n")
        words = lines[0].split(" ")
        if len(words) != 3 or not words[2].startswith("HTTP/1."):
            return None
        headers = []
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            if colon:
                headers.append((name.strip().lower(), value.strip()))
        return Request(self, words[0], words[1], headers)

    def client_has_left(self):
        """Whether the other side has closed, without reading from it."""
        poll = select.poll()
        poll.register(self.sock.fileno(), select.POLLRDHUP | select.POLLHUP | select.POLLERR)
        return bool(poll.poll(0))

    def reset(self):
        """End the connection with a TCP reset."""
        linger = struct.pack("ii", 1, 0)
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.close()

    def break_off(self):
        """End the connection from another thread: whoever reads or writes on it fails."""
        try:
            # The close that follows resets, as the end of a program does that had more to read.
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
        except OSError:
            pass

    def close(self):
        """Close without waiting."""
        try:
            self.sock.close()
        except OSError:
            pass

    def close_politely(self):
        """Say goodbye in TLS, then let the client finish reading our reply."""
        try:
            if isinstance(self.sock, ssl.SSLSocket):
                self.sock.settimeout(0)
                try:
                    self.sock.unwrap()
                except (OSError, ValueError):
                    pass
            self.sock.shutdown(socket.SHUT_WR)
            self._drain()
        except OSError:
            pass
        self.close()

    def _drain(self):
        raw = socket.socket(fileno=os.dup(self.sock.fileno()))
        with raw:
            raw.settimeout(LINGER_SECONDS)
            deadline = time.monotonic() + LINGER_SECONDS
            total = 0
            while total < LINGER_BYTES and time.monotonic() < deadline:
                count = len(raw.recv(65536))
                if count == 0:
                    break
                total += count


class Server:
    """Listens, and gives each connection a thread that calls the handler for every request."""

    def __init__(self, settings, handler, on_bytes):
        self.settings = settings
        self.on_bytes = on_bytes
        self._handler = handler
        self._lock = threading.Lock()
        self._listeners = {}  # (host, port) -> (socket or None while away, context)
        self._connections = set()  # the TLS ones, which can be taken away
        self._stopping = False

    def listen(self, host, port, context=None):
        """Listen on an address; gives the port. A context makes it TLS."""
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            listener.bind((host, port))
            listener.listen(512)
        except OSError:
            listener.close()
            raise
        chosen = listener.getsockname()[1]
        with self._lock:
            self._listeners[host, chosen] = (listener, context)
        threading.Thread(target=self._accept, args=(listener, context), daemon=True).start()
        return chosen

    def go_away(self):
        """Refuse TLS connections and break the open ones, as if the machine were gone."""
        with self._lock:
            for address, (listener, context) in self._listeners.items():
                if context and listener:
                    # shutdown() wakes the thread in accept(); close() alone would not.
                    listener.shutdown(socket.SHUT_RDWR)
                    listener.close()
                    self._listeners[address] = (None, context)
            connections = list(self._connections)
        for connection in connections:
            connection.break_off()

    def come_back(self):
        """Listen again where we listened before."""
        with self._lock:
            away = [(a, c) for a, (listener, c) in self._listeners.items() if listener is None]
        for (host, port), context in away:
            self.listen(host, port, context)

    def http_date(self):
        """The time for a Date header, by the server's clock."""
        return email.utils.formatdate(time.time() + self.settings.clock_skew, usegmt=True)

    def stop(self):
        """Take no more connections."""
        self._stopping = True
        with self._lock:
            for listener, _ in self._listeners.values():
                if listener:
                    listener.close()

    def _accept(self, listener, context):
        while not self._stopping:
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(sock, context), daemon=True).start()

    def _serve(self, sock, context):
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if context:
                sock.settimeout(10)
                sock = context.wrap_socket(sock, server_side=True)
        except OSError:
            sock.close()
            return
        connection = Connection(self, sock)
        if context:
            with self._lock:
                self._connections.add(connection)
        try:
            self._serve_requests(connection)
        finally:
            with self._lock:
                self._connections.discard(connection)

    def _serve_requests(self, connection):
        try:
            while self._one_request(connection):
                pass
            connection.close_politely()
        except ConnectionCut as cut:
            connection.reset() if cut.reset else connection.close()
        except (ClientGone, BodyTimeout, OSError):
            connection.close()

    def _one_request(self, connection):
        request = connection.read_request()
        if request is None:
            return False
        wants_close = (request.header("connection") or "").lower() == "close"
        response = self._handler(request)
        keep = not (wants_close or response.close) and self._body_is_over(request)
        send_response(connection, request, response, keep)
        return keep

    @staticmethod
    def _body_is_over(request):
        """Read the little that is left of a body; a long rest is not worth it."""
        body = request.body
        if body.finished:
            return True
        if body.untouched or body.chunked or (body.length or 0) - body.received > 65536:
            return False
        body.hook = None
        try:
            return body.read_all(65536) is not None
        except (ClientGone, BodyTimeout):
            return False


def send_response(connection, request, response, keep):
    """Write a response; HEAD gets only its head."""
    headers = list(response.headers)
    if response.header("date") is None:
        headers.append(("Date", connection.server.http_date()))
    length = response.file[2] if response.file else len(response.body)
    if response.stream:
        headers.append(("Transfer-Encoding", "chunked"))
    elif response.header("content-length") is None and response.status != 204:
        headers.append(("Content-Length", str(length)))
    headers.append(("Connection", "keep-alive" if keep else "close"))
    head = f"HTTP/1.1 {response.status} {REASONS.get(response.status, 'Status')}\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in headers) + "\r\n"
    sender = _Sender(connection, response.cut_after)
    only_head = request.method == "HEAD" or response.status == 204
    start = head.encode("latin-1", "replace")
    if not only_head and not response.stream and not response.file:
        start += response.body
    sender.send(start)
    if only_head:
        return
    if response.file:
        _send_file(sender, *response.file)
    elif response.stream:
        for piece in response.stream:
            if piece:
                sender.send(b"%x\r\n%s\r\n" % (len(piece), piece))
        sender.send(b"0\r\n\r\n")


class _Sender:
    """Sends, and breaks the connection after so many bytes when a fault says so."""

    def __init__(self, connection, limit):
        self._connection = connection
        self._left = limit

    def send(self, data):
        if self._left is None:
            self._connection.send(data)
            return
        self._connection.send(data[: self._left])
        self._left -= len(data)
        if self._left <= 0:
            raise ConnectionCut


def _send_file(sender, path, offset, length):
    with open(path, "rb", buffering=0) as file:
        file.seek(offset)
        view = memoryview(bytearray(min(STEP, max(length, 1))))
        while length > 0:
            count = file.readinto(view[: min(len(view), length)])
            if not count:
                raise ConnectionCut
            sender.send(view[:count])
            length -= count
