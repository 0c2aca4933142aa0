# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole cloud: its parts put together, and the one line that tells where it is."""

import os
import ssl

from . import certificates, checksums, fixtures, object_store
from .back_end import BackEnd
from .control import Control
from .documents import Documents
from .faults import Faults
from .http_server import Server
from .identity_pool import IdentityPool
from .keys import KeyStore
from .managed_login import ManagedLogin
from .object_store import Bucket
from .put_site import PutSite
from .request_log import Outbox, RequestLog
from .router import Router
from .s3 import S3
from .settings import Clock, Settings
from .sts import Sts
from .tokens import SigningKey
from .user_pool import UserPool
from .users import User


class Cloud:
    """One running cloud."""

    def __init__(self, directory, settings=None):
        os.makedirs(directory, exist_ok=True)
        self.directory = os.path.abspath(directory)
        checksums.helper.start(self.directory)
        self.region = fixtures.REGION
        self.user_pool_id = fixtures.USER_POOL_ID
        self.client_id = fixtures.CLIENT_ID
        self.identity_pool_id = fixtures.IDENTITY_POOL_ID
        self.settings = Settings(settings)
        self.clock = Clock(self.settings)
        self.log = RequestLog()
        self.outbox = Outbox(self.clock)
        self.faults = Faults()
        self.keys = KeyStore(self.clock)
        self.owner_key = self.keys.add_owner()
        self.signing_key = SigningKey(os.path.join(self.directory, "signing.key"))
        self.buckets = self._make_buckets()
        self.bucket = self.buckets[fixtures.BUCKET]
        self.user_pool = UserPool(self)
        self.identity_pool = IdentityPool(self)
        self.back_end = BackEnd(self)
        self.put_site = PutSite(self, os.path.join(self.directory, "put"))
        self.sites = (
            Sts(self), ManagedLogin(self), self.back_end, self.put_site, Documents(self),
        )
        self.s3 = S3(self)
        self.control = Control(self)
        self.endpoint = self.plain_endpoint = self.ca_file = None
        self.start_line = {}
        self._server = None
        self.add_users()

    def _make_buckets(self):
        object_store.clear(os.path.join(self.directory, "incoming"))
        far = os.path.join(self.directory, "far")
        return {
            fixtures.BUCKET: Bucket(fixtures.BUCKET, self.region, self.directory),
            fixtures.FAR_BUCKET: Bucket(fixtures.FAR_BUCKET, fixtures.FAR_REGION, far),
        }

    def add_users(self):
        """Put all fixture users in as they are at the start."""
        for email, password, _, facts in fixtures.PEOPLE:
            self.add_user(email, password, **facts)

    def add_user(self, email, password, **facts):
        """Put a user in."""
        facts = {
            name: dict(v) if isinstance(v, dict) else list(v) if isinstance(v, list) else v
            for name, v in facts.items()
        }
        self.user_pool.users.add(User(email, password, self.user_pool.scope, **facts))

    def start(self, port=0, plain_port=0, tls=True):
        """Listen; gives the start line."""
        self._server = Server(self.settings, Router(self).handle, self.log.count_bytes)
        self.plain_endpoint = (
            f"http://127.0.0.1:{self._listen(plain_port or (0 if tls else port), None)}"
        )
        if tls:
            self.ca_file, certificate, key = certificates.ensure(self.directory, self.buckets)
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.minimum_version = ssl.TLSVersion.TLSv1_2
            context.load_cert_chain(certificate, key)
            self.endpoint = f"https://localhost:{self._listen(port, context)}"
        else:
            self.endpoint = self.plain_endpoint
        self.start_line = self._describe()
        return self.start_line

    def _listen(self, port, context):
        """Listen on 127.0.0.1 and, where there is one, on the same port of ::1."""
        chosen = self._server.listen("127.0.0.1", port, context)
        try:
            self._server.listen("::1", chosen, context)
        except OSError:
            pass
        return chosen

    def go_away(self, away):
        """Be unreachable over TLS, or reachable again."""
        if away:
            self._server.go_away()
        else:
            self._server.come_back()

    def stop(self):
        """Take no more connections."""
        if self._server:
            self._server.stop()

    def _describe(self):
        return {
            "endpoint": self.endpoint,
            "cognito_endpoint": self.endpoint,
            "identity_endpoint": self.endpoint,
            "s3_endpoint": self.endpoint,
            "plain_endpoint": self.plain_endpoint,
            "ca_file": self.ca_file,
            "region": self.region,
            "user_pool_id": self.user_pool_id,
            "client_id": self.client_id,
            "identity_pool_id": self.identity_pool_id,
            "bucket": self.bucket.name,
            "far_bucket": fixtures.FAR_BUCKET,
            "far_region": fixtures.FAR_REGION,
            "objects": os.fsdecode(self.bucket.directory),
            "connection_file": fixtures.write_connection(self, self.directory),
            "connection_files": fixtures.write_other_connections(self, self.directory),
            "put_key": self.settings.put_key,
            "control": f"{self.plain_endpoint}/_control",
            "owner_access_key_id": self.owner_key.key_id,
            "owner_secret_access_key": self.owner_key.secret,
            "users": fixtures.people_for_start_line(),
            "data": self.directory,
            "pid": os.getpid(),
        }
