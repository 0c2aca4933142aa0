# SPDX-License-Identifier: GPL-3.0-or-later
"""The two documents that anybody may read: the pool's public keys, and the connection file."""

from . import fixtures
from .sites import Site, json_reply


class Documents(Site):
    """What lies below /.well-known/."""

    name = "documents"

    def __init__(self, cloud):
        self._cloud = cloud
        self._documents = {
            f"/{cloud.user_pool_id}/.well-known/jwks.json": ("Keys", self._keys),
            "/.well-known/dropoff.json": ("Connection", self._connection),
        }

    def operation(self, request):
        """Keys or Connection."""
        found = self._documents.get(request.raw_path)
        return found[0] if found and request.method == "GET" else None

    def handle(self, request):
        """The document."""
        return json_reply(self._documents[request.raw_path][1]())

    def _keys(self):
        return self._cloud.signing_key.jwks()

    def _connection(self):
        return fixtures.connection(self._cloud)
