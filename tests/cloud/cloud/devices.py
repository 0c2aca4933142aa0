# SPDX-License-Identifier: GPL-3.0-or-later
"""Remembered devices: a device proves itself by SRP with a password of its own."""

import base64
import uuid

from . import srp
from .errors import JsonError

GROUP_KEY = "-q8NzKv7p"
UNKNOWN = "Device does not exist."


class Device:
    """A device that a person's app has registered."""

    def __init__(self, key, name, salt, verifier, now):
        self.key = key
        self.name = name
        self.salt = salt  # as the service reads it: signed, so it can be negative
        self.verifier = verifier
        self.created = now
        self.remembered = True


class DeviceOperations:
    """What an app can do with its devices."""

    def __init__(self, pool):
        self._pool = pool
        self._cloud = pool.cloud

    def table(self):
        """Operation names, what serves them, and their members."""
        return {
            "ConfirmDevice": (
                self.confirm,
                ("AccessToken", "DeviceKey", "DeviceName", "DeviceSecretVerifierConfig"),
            ),
            "UpdateDeviceStatus": (
                self.update,
                ("AccessToken", "DeviceKey", "DeviceRememberedStatus"),
            ),
            "GetDevice": (self.get, ("AccessToken", "DeviceKey")),
            "ListDevices": (self.list, ("AccessToken", "Limit", "PaginationToken")),
            "ForgetDevice": (self.forget, ("AccessToken", "DeviceKey")),
        }

    def confirm(self, message):
        """Register the device that the tokens named."""
        user = self._user(message)
        key = message.get("DeviceKey")
        if key not in user.offered_devices:
            raise JsonError("InvalidParameterException", "Invalid device key given.")
        config = message.get("DeviceSecretVerifierConfig") or {}
        try:
            salt, verifier = (
                base64.b64decode(config[name], validate=True)
                for name in ("Salt", "PasswordVerifier")
            )
        except (KeyError, ValueError, TypeError):
            raise JsonError(
                "InvalidParameterException", "Invalid DeviceSecretVerifierConfig."
            ) from None
        # Both are read the way Java reads bytes into a number. A verifier with its top bit set
        # needs its zero byte: without it the device can be registered and never proves itself.
        device = Device(
            key,
            message.get("DeviceName", ""),
            int.from_bytes(salt, "big", signed=True),
            int.from_bytes(verifier, "big", signed=True) % srp.PRIME,
            self._cloud.clock.now(),
        )
        user.offered_devices.discard(key)
        user.devices[key] = device
        device.remembered = not self._cloud.settings.device_choice
        return {"UserConfirmationNecessary": not device.remembered}

    def update(self, message):
        """Remember a device or not."""
        device = self._device(message)
        status = message.get("DeviceRememberedStatus")
        if status not in ("remembered", "not_remembered"):
            raise JsonError("InvalidParameterException", "1 validation error detected")
        device.remembered = status == "remembered"
        return {}

    def get(self, message):
        """Tell about one device."""
        return {"Device": _describe(self._device(message))}

    def list(self, message):
        """Tell about all devices."""
        return {"Devices": [_describe(device) for device in self._user(message).devices.values()]}

    def forget(self, message):
        """Forget a device."""
        device = self._device(message)
        del self._user(message).devices[device.key]
        return {}

    def _user(self, message):
        return self._pool.tokens.access(message.get("AccessToken"), self._pool.find_user)

    def _device(self, message):
        device = self._user(message).devices.get(message.get("DeviceKey"))
        if device is None:
            raise JsonError("ResourceNotFoundException", UNKNOWN)
        return device


class DeviceSteps:
    """The two challenges by which a remembered device takes the place of the second step."""

    def __init__(self, pool, attempts):
        self._pool = pool
        self._attempts = attempts

    @staticmethod
    def offer(cloud, user):
        """A name for a device that is not registered yet, for NewDeviceMetadata."""
        key = f"{cloud.region}_{uuid.uuid4()}"
        user.offered_devices.add(key)
        return {"DeviceKey": key, "DeviceGroupKey": GROUP_KEY}

    def begin(self, text, answers):
        """DEVICE_SRP_AUTH: takes SRP_A, gives the numbers; returns (session parameters, user)."""
        session = self._pool.sessions.find(text, "DEVICE_SRP_AUTH")
        user = session.user
        device = user.devices.get(answers.get("DEVICE_KEY"))
        if device is None or device.key != session.facts["device_key"]:
            raise JsonError("ResourceNotFoundException", UNKNOWN)
        value = srp.parse_client_value(answers.get("SRP_A"))
        if value is None:
            raise JsonError("InvalidParameterException", "SRP_A is not valid.")
        self._pool.sessions.use(session)
        exchange = srp.begin_exchange(value, device.verifier)
        block = self._attempts.open(user, device.key, GROUP_KEY, exchange)
        return (
            user,
            device,
            {
                "SALT": f"{device.salt:x}",
                "SRP_B": f"{exchange.server_value:x}",
                "SECRET_BLOCK": block,
                "USERNAME": user.username,
                "DEVICE_KEY": device.key,
            },
        )

    def verify(self, text, answers):
        """DEVICE_PASSWORD_VERIFIER: gives (user, device key) when the device has proved itself."""
        attempt = self._attempts.find(answers)
        session = self._pool.sessions.find(text, "DEVICE_PASSWORD_VERIFIER")
        if attempt is None or attempt.user is not session.user or not self._attempts.spend(answers):
            raise JsonError("NotAuthorizedException", "Incorrect username or password.")
        self._pool.sessions.use(session)
        right, timely = self._attempts.judge(attempt, answers)
        if not right or not timely or answers.get("DEVICE_KEY") != attempt.user_id:
            raise JsonError("NotAuthorizedException", "Incorrect username or password.")
        if attempt.user_id not in attempt.user.devices:
            raise JsonError("ResourceNotFoundException", UNKNOWN)
        return attempt.user, attempt.user_id


def _describe(device):
    return {
        "DeviceKey": device.key,
        "DeviceCreateDate": device.created,
        "DeviceAttributes": [
            {"Name": "device_name", "Value": device.name},
            {"Name": "device_status", "Value": "valid"},
            {
                "Name": "dev:device_remembered_status",
                "Value": "remembered" if device.remembered else "not_remembered",
            },
        ],
    }
