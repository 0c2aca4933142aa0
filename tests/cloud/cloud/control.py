# SPDX-License-Identifier: GPL-3.0-or-later
"""The control endpoint: settings and faults go in, state and log come out. Nothing is signed."""

import json

from . import totp
from .errors import ControlError
from .http_server import Response

MAX_BODY = 4 * 1024 * 1024


class Control:
    """Serves /_control and what is below it."""

    def __init__(self, cloud):
        self._cloud = cloud
        self._commands = {
            "set": self._set,
            "fault": self._fault,
            "faults": self._faults,
            "clear_faults": self._clear,
            "expire_keys": self._expire,
            "expire_sessions": self._expire_sessions,
            "revoke": self._revoke,
            "reset": self._reset,
            "reset_log": self._reset_log,
            "user": self._user,
            "add_user": self._add_user,
            "forget_devices": self._forget_devices,
            "delete_uploads": self._delete_uploads,
            "delete_objects": self._delete_objects,
            "away": self._away,
            "delete_identities": self._delete_identities,
        }

    def handle(self, request):
        """Answer a control request."""
        try:
            if request.method == "POST":
                return _json(self._post(request))
            return _json(self._get(request))
        except (ControlError, KeyError, TypeError, ValueError) as error:
            return _json({"error": str(error)}, 400)

    def _post(self, request):
        data = request.body.read_all(MAX_BODY)
        message = json.loads(data or b"{}")
        unknown = set(message) - set(self._commands)
        if unknown:
            raise ControlError(
                f"unknown command '{sorted(unknown)[0]}'; there are {sorted(self._commands)}"
            )
        answer = {"ok": True}
        for name, value in message.items():
            answer[name] = self._commands[name](value)
        return answer

    def _get(self, request):
        page = request.raw_path.removeprefix("/_control").strip("/")
        pages = {
            "": self._state,
            "state": self._state,
            "log": self._log,
            "outbox": self._outbox,
            "faults": lambda _r: self._cloud.faults.describe(),
            "totp": self._totp,
            "users": self._users,
            "put": lambda _r: self._cloud.put_site.describe(),
            "objects": self._objects,
            "uploads": self._uploads,
            "secrets": self._secrets,
            "start": lambda _r: self._cloud.start_line,
        }
        if page not in pages:
            raise ControlError(f"no page '{page}'; there are {sorted(pages)}")
        return pages[page](request)

    # -- commands --------------------------------------------------------------------------------

    def _set(self, values):
        self._cloud.settings.change(values)
        return self._cloud.settings.all()

    def _fault(self, order):
        return self._cloud.faults.arm(order)

    def _faults(self, orders):
        return [self._cloud.faults.arm(order) for order in orders]

    def _clear(self, number):
        self._cloud.faults.clear(None if number is True else number)
        return True

    def _expire(self, _value):
        return self._cloud.keys.expire_all()

    def _expire_sessions(self, _value):
        return self._cloud.user_pool.sessions.expire_all()

    def _revoke(self, _value):
        return self._cloud.user_pool.tokens.revoke_all() + self._cloud.back_end.revoke_all()

    def _delete_identities(self, _value):
        return self._cloud.identity_pool.delete_identities()

    def _reset(self, _value):
        """Settings, faults, log and users as at the start; objects and uploads stay."""
        self._cloud.settings.reset()
        self._cloud.go_away(False)
        self._cloud.faults.clear()
        self._cloud.log.reset()
        self._cloud.add_users()
        return True

    def _reset_log(self, _value):
        self._cloud.log.reset()
        return True

    def _user(self, change):
        """Change a user: status, enabled, password, mfa, attributes, failures."""
        change = dict(change)
        user = self._cloud.user_pool.users.find(change.pop("email"))
        if user is None:
            raise ControlError("no such user")
        if "password" in change:
            user.set_password(change.pop("password"))
        user.attributes.update(change.pop("attributes", {}))
        for name in change:
            if name not in (
                "status",
                "enabled",
                "mfa",
                "preferred_mfa",
                "totp_secret",
                "failures",
                "locked_until",
                "temporary_expires",
                "required_attributes",
                "factors",
                "question",
                "answer",
            ):
                raise ControlError(f"unknown member '{name}'")
            setattr(user, name, change[name])
        return True

    def _forget_devices(self, email):
        """Forget a user's devices, as somebody else would who may."""
        user = self._cloud.user_pool.users.find(email)
        if user is None:
            raise ControlError("no such user")
        user.devices.clear()
        return True

    def _add_user(self, facts):
        facts = dict(facts)
        self._cloud.add_user(facts.pop("email"), facts.pop("password"), **facts)
        return True

    def _away(self, away):
        """Unreachable over TLS (true) or reachable again (false); control is on the plain port."""
        self._cloud.go_away(bool(away))
        return bool(away)

    def _delete_uploads(self, _value):
        count = 0
        for bucket in self._cloud.buckets.values():
            for upload in list(bucket.uploads.values()):
                bucket.drop_upload(upload)
                count += 1
        self._cloud.put_site.forget()
        return count

    def _delete_objects(self, _value):
        count = 0
        for bucket in self._cloud.buckets.values():
            for key in bucket.keys():
                bucket.delete(key)
                count += 1
        return count

    # -- pages -----------------------------------------------------------------------------------

    def _state(self, _request):
        return {
            "settings": self._cloud.settings.all(),
            "counters": self._cloud.log.counters(),
            "faults": self._cloud.faults.describe(),
            "uploads": self._uploads(None),
            "objects": len(self._cloud.bucket.objects),
            "time": self._cloud.clock.now(),
        }

    def _log(self, request):
        since = int(request.parameter("since", "0"))
        return {"entries": self._cloud.log.entries(since), "counters": self._cloud.log.counters()}

    def _outbox(self, request):
        return self._cloud.outbox.messages(request.parameter("email"))

    def _totp(self, request):
        """The code of the moment of a user's authenticator app."""
        user = self._cloud.user_pool.users.find(request.parameter("email", ""))
        secret = user and (user.totp_secret or user.pending_totp)
        if not secret:
            raise ControlError("no such user, or no authenticator app")
        return {"code": totp.code(secret, self._cloud.clock.now())}

    def _users(self, _request):
        """Everybody, with what the pool knows of their second steps."""
        return [
            {
                "email": user.email,
                "username": user.username,
                "status": user.status,
                "mfa": user.mfa,
                "preferred_mfa": user.preferred_mfa or (user.mfa[0] if len(user.mfa) == 1 else None),
            }
            for user in self._cloud.user_pool.users.all()
        ]

    def _objects(self, _request):
        found = []
        for bucket in self._cloud.buckets.values():
            for key in bucket.keys():
                one = bucket.objects[key]
                found.append(
                    {
                        "bucket": bucket.name,
                        "key": _text(key),
                        "size": one.size,
                        "etag": one.etag,
                        "path": one.path
                        and one.path.encode("utf-8", "surrogateescape").decode(
                            "utf-8", "backslashreplace"
                        ),
                        "checksum": one.checksum,
                        "headers": one.headers,
                        "parts": one.part_sizes,
                    }
                )
        return found

    def _uploads(self, _request):
        found = []
        for bucket in self._cloud.buckets.values():
            with bucket.lock:
                for upload in bucket.uploads.values():
                    found.append(
                        {
                            "bucket": bucket.name,
                            "key": _text(upload.key),
                            "upload_id": upload.upload_id,
                            "started": upload.started,
                            "parts": sorted(upload.parts),
                            "bytes": sum(p.size for p in upload.parts.values()),
                        }
                    )
        return found

    def _secrets(self, _request):
        """What must never be found on a client's disk: all tokens and keys given out so far."""
        return {
            "tokens": [*self._cloud.user_pool.tokens.given_out, *self._cloud.back_end.given_out],
            "keys": self._cloud.keys.given_out(),
        }


def _text(key):
    return key.decode("utf-8", "backslashreplace")


def _json(value, status=200):
    return Response(
        status, [("Content-Type", "application/json")], json.dumps(value, indent=1).encode()
    )
