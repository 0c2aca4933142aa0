# SPDX-License-Identifier: GPL-3.0-or-later
"""A line that can be spoilt: passes connections on to a port of this computer, or is told where to
by CONNECT (a proxy). Never looks into TLS; what it flips there is noticed by TLS itself."""

import base64
import socket
import struct
import threading
import time

STEP = 65536
# More than the head of a request: the middle of what comes at once is part of a body then.
BODY_BYTES = 8192


def _reset(sock):
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        pass
    sock.close()


class Relay:
    """A relay on a port of its own. The attributes may be set at any time.

    rate: bytes a second for each connection and direction, 0 = as they come. silent: nothing passes
    any more, and nobody is told. refusal: what a proxy answers instead of connecting (a status line
    and headers). password: "name:password" that a proxy asks for. flip_at: after so many bytes from
    the client one bit of a body is turned over, once. portal: answer every connection with these bytes.
    """

    def __init__(self, target_port=None):
        self._target_port = target_port  # None: a proxy
        self.rate = 0
        self.silent = False
        self.refusal = None
        self.password = None
        self.portal = None
        self.flip_at = None
        self.n_connections = self.n_flipped = 0
        self.hosts = set()
        self._lock = threading.Lock()
        self._pairs = set()
        self._n_cuts = 0
        self.port = 0
        self._listener = None
        self.come_back()

    def come_back(self):
        """Listen (again), on the same port."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        listener.listen(256)
        self.port = listener.getsockname()[1]
        self._listener = listener
        threading.Thread(target=self._accept, args=(listener,), daemon=True).start()

    def go_away(self):
        """Refuse connections, and break those that stand."""
        listener, self._listener = self._listener, None
        if listener:
            _reset(listener)
        self.cut()

    def cut(self):
        """Break every connection that stands, and those that are just being made."""
        with self._lock:
            self._n_cuts += 1
            pairs = list(self._pairs)
        for pair in pairs:
            for sock in pair:
                _reset(sock)

    def _accept(self, listener):
        while True:
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            self.n_connections += 1
            threading.Thread(target=self._begin, args=(sock,), daemon=True).start()

    def _begin(self, sock):
        n_cuts = self._n_cuts
        try:
            if self.portal is not None:
                sock.recv(STEP)
                sock.sendall(self.portal)
                sock.close()
                return
            port = self._target_port if self._target_port is not None else self._connect(sock)
            if port is None:
                sock.close()
                return
            other = socket.create_connection(("127.0.0.1", port))
        except OSError:
            sock.close()
            return
        with self._lock:
            stands = n_cuts == self._n_cuts
            if stands:
                self._pairs.add((sock, other))
        if not stands:
            _reset(sock)
            other.close()
            return
        threads = [threading.Thread(target=self._pump, args=args, daemon=True)
                   for args in ((sock, other, True), (other, sock, False))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with self._lock:
            self._pairs.discard((sock, other))
        sock.close()
        other.close()

    def _connect(self, sock):
        """What a proxy is told; the port to go to, or None when it refuses."""
        head = b""
        while b"\r\n\r\n" not in head:
            data = sock.recv(STEP)
            if not data:
                return None
            head += data
        method, target = head.decode("latin-1").split()[:2]
        host, _, port = target.rpartition(":")
        self.hosts.add(host)
        refusal = self.refusal
        if self.password is not None:
            token = base64.b64encode(self.password.encode())
            if b"Proxy-Authorization: Basic " + token not in head:
                refusal = '407 Who are you\r\nProxy-Authenticate: Basic realm="proxy"'
        if method != "CONNECT" or refusal:
            sock.sendall(f"HTTP/1.1 {refusal or '405 No'}\r\nContent-Length: 0\r\n\r\n".encode())
            return None
        return int(port)

    def _pump(self, source, target, from_client):
        total = 0
        try:
            if self._target_port is None and not from_client:
                target.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            while data := source.recv(STEP):
                while self.silent:
                    time.sleep(0.02)
                total += len(data)
                if from_client and self.flip_at is not None and total > self.flip_at \
                        and len(data) > BODY_BYTES:
                    self.flip_at = None
                    self.n_flipped += 1
                    middle = len(data) // 2
                    data = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
                target.sendall(data)
                if self.rate:
                    time.sleep(len(data) / self.rate)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            for sock in (source, target):
                _reset(sock)
