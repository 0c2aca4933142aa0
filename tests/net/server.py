#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The other side for the tests of src/net: an HTTP server that misbehaves as the path asks.

Prints "NAME VALUE" lines (ports, the authority's file), then "ready"; ends when its standard input
does. Times are CLOCK_MONOTONIC in microseconds, the clock that the tests use too.
"""

import base64
import fcntl
import hashlib
import os
import select
import socket
import ssl
import struct
import sys
import tempfile
import termios
import threading
import time
import urllib.parse
import warnings

from certificates import Authority

READ_SIZE = 65536
PATIENCE_S = 20
GONE = select.POLLRDHUP | select.POLLHUP | select.POLLERR

seen = {}
seen_changed = threading.Condition()


def now_us():
    return time.monotonic_ns() // 1000


def note(request, **values):
    if request.id is None:
        return
    with seen_changed:
        seen.setdefault(request.id, {}).update(values)
        seen_changed.notify_all()


class PeerGone(Exception):
    """The connection ended."""


class Connection:
    def __init__(self, sock):
        self.socket = sock
        self.buffer = b""
        self.n_requests = 0
        self.poll = select.poll()
        self.poll.register(sock, select.POLLIN | GONE)
        self.watch = select.poll()
        self.watch.register(sock, GONE)

    def receive(self, size=READ_SIZE):
        if self.buffer:
            data, self.buffer = self.buffer[:size], self.buffer[size:]
            return data
        try:
            data = self.socket.recv(size)
        except OSError as error:
            raise PeerGone from error
        if not data:
            raise PeerGone
        return data

    def send(self, data):
        try:
            self.socket.sendall(data)
        except OSError as error:
            raise PeerGone from error

    def head(self):
        data = b""
        while b"\r\n\r\n" not in data:
            data += self.receive()
        head, self.buffer = data.split(b"\r\n\r\n", 1)
        return head.decode("latin-1")

    def wait_gone(self):
        """Until the other side hangs up, without reading what it sends."""
        if not self.watch.poll(PATIENCE_S * 1000):
            raise TimeoutError("the client stays for ever")

    def reset(self):
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise PeerGone


class Request:
    def __init__(self, connection):
        self.connection = connection
        self.raw_head = connection.head()
        connection.n_requests += 1
        lines = self.raw_head.split("\r\n")
        self.method, self.target, _ = lines[0].split(" ", 2)
        self.headers = [line.split(":", 1) for line in lines[1:]]
        url = urllib.parse.urlsplit("http://host" + self.target)
        self.path = url.path
        self.query = dict(urllib.parse.parse_qsl(url.query))
        self.id = self.query.get("id")
        self.length = int(self.header("content-length", "0"))
        self.n_read = 0
        note(self, begun=now_us(), count=seen.get(self.id, {}).get("count", 0) + 1)

    def header(self, name, default):
        values = [value.strip() for key, value in self.headers if key.lower() == name]
        return values[-1] if values else default

    def read_some(self, size=READ_SIZE):
        data = self.connection.receive(min(size, self.length - self.n_read))
        self.n_read += len(data)
        note(self, read=self.n_read, last=now_us())
        return data

    def read_all(self):
        digest = hashlib.sha256()
        while self.n_read < self.length:
            digest.update(self.read_some())
        return digest.hexdigest()

    def reply(self, body="", status="200 OK", headers=()):
        data = body if isinstance(body, bytes) else body.encode()
        head = [f"HTTP/1.1 {status}", f"Content-Length: {len(data)}", *headers]
        text = "\r\n".join(head) + "\r\n\r\n"
        self.connection.send(text.encode() + (b"" if self.method == "HEAD" else data))


def echo(request):
    digest = request.read_all()
    request.reply(f"{request.raw_head}\r\n\nn={request.connection.n_requests}\n"
                  f"length={request.n_read}\nsha256={digest}\n")


def status(request):
    request.read_all()
    request.reply("body", f"{request.query['code']} Status")


def slow(request):
    request.read_all()
    time.sleep(int(request.query["ms"]) / 1000)
    request.reply("late")


def trickle(request):
    """A body in drops: slow, but never silent for long."""
    request.read_all()
    n = int(request.query["n"])
    request.connection.send(f"HTTP/1.1 200 OK\r\nContent-Length: {n}\r\n\r\n".encode())
    for _ in range(n):
        time.sleep(int(request.query["ms"]) / 1000)
        request.connection.send(b".")


def stall_reading(request):
    """Reads nothing; notes how much of the body this side holds all the same, here and in the kernel."""
    connection = request.connection
    for _ in range(PATIENCE_S * 20):
        queued = struct.unpack("i", fcntl.ioctl(connection.socket, termios.FIONREAD, b"\0" * 4))[0]
        if connection.watch.poll(0):
            break
        note(request, held=len(connection.buffer) + queued)
        connection.watch.poll(50)
    raise PeerGone


def stall_before_head(request):
    request.read_all()
    request.connection.wait_gone()
    raise PeerGone


def stall_after_head(request):
    request.read_all()
    request.connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegin")
    request.connection.wait_gone()
    raise PeerGone


def endless(request):
    """Sends for as long as somebody listens."""
    request.connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000000\r\n\r\n")
    while True:
        request.connection.send(b"x" * 4096)
        if request.connection.watch.poll(1):
            raise PeerGone


def cut_head(request):
    request.read_all()
    request.connection.send(b"HTTP/1.1 200 OK\r\nContent-Le")
    raise PeerGone


def cut_body(request):
    request.read_all()
    request.connection.send(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nbegin")
    raise PeerGone


def cut_reset(request):
    request.read_some()
    request.connection.reset()


def empty(request):
    request.read_all()
    raise PeerGone


REFUSAL = "<Error><Code>AccessDenied</Code></Error>"


def early(request):
    """Refuses at once and goes on reading for a while, as S3 does."""
    request.read_some()
    request.reply(REFUSAL, "403 Forbidden", ["Connection: close"])
    request.connection.socket.settimeout(2)
    request.read_all()


def early_close(request):
    """Refuses and hangs up with bytes unread, which resets the connection."""
    request.read_some()
    time.sleep(int(request.query["ms"]) / 1000)
    request.reply(REFUSAL, "403 Forbidden", ["Connection: close"])
    raise PeerGone


def large(request):
    request.read_all()
    request.reply(b"x" * 10_000_000)


def endless_head(request):
    request.connection.send(b"HTTP/1.1 200 OK\r\n")
    for number in range(100_000):
        request.connection.send(f"X-{number}: {'y' * 100}\r\n".encode())


def long_line(request):
    request.connection.send(b"HTTP/1.1 200 OK\r\nX-Long: " + b"y" * 1_000_000)
    raise PeerGone


def binary(request):
    request.connection.send(bytes(range(256)) * 4)
    raise PeerGone


def strange_status(request):
    request.connection.send(b"HTTP/1.1 999 Strange\r\nContent-Length: 0\r\n\r\n")


def redirect(request):
    request.reply("elsewhere", "302 Found", ["Location: /echo"])


def headers(request):
    """An interim reply first, whose headers are nobody's business."""
    request.connection.send(b"HTTP/1.1 103 Early Hints\r\nX-Interim: yes\r\n\r\n")
    request.reply("", headers=["X-Twice: one", "x-twice:   two  ", "X-Empty:",
                               "Date: Sun, 06 Nov 1994 08:49:37 GMT"])


def bad_date(request):
    request.reply("", headers=["Date: yesterday"])


def idle_close(request):
    """Keeps the connection alive, then closes it without a word."""
    request.read_all()
    request.reply("closed soon")
    time.sleep(int(request.query["ms"]) / 1000)
    note(request, closed=now_us())
    raise PeerGone


def reset_reused(request):
    """A used connection breaks in the middle of the next request's body."""
    if request.connection.n_requests > 1:
        while request.n_read < min(request.length, 300_000):
            request.read_some()
        request.connection.reset()
    echo(request)


def pace(request):
    """Reads at a steady rate and tells how much it had read when."""
    rate = int(request.query["rate"])
    begun = time.monotonic()
    lines = []
    while request.n_read < request.length:
        request.read_some(int(rate / 50))
        lines.append(f"{now_us()} {request.n_read}")
        ahead = request.n_read / rate - (time.monotonic() - begun)
        if ahead > 0 and request.connection.watch.poll(ahead * 1000):
            raise PeerGone
    size = request.connection.socket.getsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF)
    request.reply(f"{size}\n" + "\n".join(lines))


def tell_seen(request):
    """What is known of the request with that id; waits until the value that is asked for is there."""
    wanted = request.query["wait"]
    with seen_changed:
        seen_changed.wait_for(lambda: wanted in seen.get(request.query["of"], {}), 15)
        values = seen.get(request.query["of"], {})
        text = "".join(f"{key}={value}\n" for key, value in values.items())
    request.reply(text)


ACTIONS = {
    "/echo": echo, "/status": status, "/slow": slow, "/trickle": trickle,
    "/stall/reading": stall_reading, "/stall/before-head": stall_before_head,
    "/stall/after-head": stall_after_head, "/endless": endless, "/cut/head": cut_head,
    "/cut/body": cut_body, "/cut/reset": cut_reset, "/empty": empty, "/early": early,
    "/early/close": early_close, "/large": large, "/endless-head": endless_head,
    "/long-line": long_line, "/binary": binary, "/strange-status": strange_status,
    "/redirect": redirect, "/headers": headers, "/bad-date": bad_date, "/idle-close": idle_close,
    "/reset-reused": reset_reused, "/pace": pace, "/seen": tell_seen,
}


def serve(sock, context):
    request = None
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if context is not None:
            sock = context.wrap_socket(sock, server_side=True)
        connection = Connection(sock)
        while True:
            request = None
            request = Request(connection)
            ACTIONS.get(request.path, echo)(request)
    except (PeerGone, OSError, ValueError, TimeoutError):
        if request is not None:
            note(request, gone=now_us())
    finally:
        sock.close()


def listen(backlog=512, receive_buffer=None):
    sock = socket.socket()
    if receive_buffer is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    sock.bind(("127.0.0.1", 0))
    if backlog is not None:
        sock.listen(backlog)
    return sock


def say(name, value):
    print(name, value, flush=True)


def open_port(name, action, **options):
    """Runs action(socket) in a thread for each connection."""
    listener = listen(**options)

    def run():
        while True:
            sock, _ = listener.accept()
            threading.Thread(target=action, args=(sock,), daemon=True).start()

    threading.Thread(target=run, daemon=True).start()
    say(name, listener.getsockname()[1])


def open_tls_port(name, pem, outdated=False, **options):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if outdated:
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
        context.set_ciphers("ALL:@SECLEVEL=0")
    context.load_cert_chain(pem)
    open_port(name, lambda sock: serve(sock, context), **options)


def fall_silent(sock):
    time.sleep(PATIENCE_S)
    sock.close()


def hang_up(sock):
    sock.recv(16)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def answer_plain(sock):
    sock.recv(16)
    sock.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
    time.sleep(0.2)
    sock.close()


def proxy(sock, refusal):
    """A proxy that finds every name on this computer. With a refusal (a status line and headers) it
    refuses, unless that is 407 and the client knows the password."""
    head = b""
    while b"\r\n\r\n" not in head:
        data = sock.recv(READ_SIZE)
        if not data:
            return sock.close()
        head += data
    words = head.decode("latin-1").split()
    knows = b"Proxy-Authorization: Basic " + base64.b64encode(b"anna:secret") in head
    if words[0] != "CONNECT" or (refusal and not (knows and refusal.startswith("407"))):
        sock.sendall(f"HTTP/1.1 {refusal or '405 No'}\r\nContent-Length: 0\r\n\r\n".encode())
        return sock.close()
    other = socket.create_connection(("127.0.0.1", int(words[1].rpartition(":")[2])))
    sock.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
    poll = select.poll()
    ends = {sock.fileno(): (sock, other), other.fileno(): (other, sock)}
    for number in ends:
        poll.register(number, select.POLLIN)
    try:
        while True:
            for number, _ in poll.poll(PATIENCE_S * 1000):
                source, target = ends[number]
                data = source.recv(READ_SIZE)
                if not data:
                    return None
                target.sendall(data)
    except OSError:
        return None
    finally:
        sock.close()
        other.close()


def open_proxy(name, refusal=None):
    open_port(name, lambda sock: proxy(sock, refusal))


def main():
    # The last one can be reached through a proxy only.
    names = ["localhost", "127.0.0.1", "service.example"]
    with tempfile.TemporaryDirectory(prefix="dropoff-net-") as folder:
        authority = Authority(folder)
        say("ca", authority.ca_file)
        open_port("http", lambda sock: serve(sock, None))
        open_port("narrow", lambda sock: serve(sock, None), receive_buffer=65536)
        good = authority.issue("good.pem", names)
        open_tls_port("https", good)
        open_tls_port("narrow-https", good, receive_buffer=65536)
        open_tls_port("wrong-name", authority.issue("name.pem", ["elsewhere.example"]))
        open_tls_port("expired", authority.issue("expired.pem", names, -3, -2))
        open_tls_port("early", authority.issue("early.pem", names, 2, 3))
        open_tls_port("self-signed", authority.issue("self.pem", names, self_signed=True))
        open_tls_port("old-tls", authority.issue("old.pem", names), outdated=True)
        open_proxy("proxy")
        open_proxy("proxy-password",
                   '407 Who are you\r\nProxy-Authenticate: Basic realm="proxy"')
        open_proxy("proxy-closed", "403 Forbidden")
        open_proxy("proxy-broken", "503 Service Unavailable")
        open_proxy("proxy-portal", "302 Found\r\nLocation: https://portal.example/")
        open_port("silent", fall_silent)
        open_port("hang-up", hang_up)
        open_port("plain", answer_plain)
        # A full queue of connections that nobody accepts: the kernel ignores further ones.
        full = listen(backlog=0)
        fillers = []
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex(full.getsockname())
            fillers.append(filler)
        say("full", full.getsockname()[1])
        deaf = listen(backlog=None)
        say("refused", deaf.getsockname()[1])
        print("ready", flush=True)
        sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    main()
