# SPDX-License-Identifier: GPL-3.0-or-later
"""The people, ids and connection file that every fresh cloud has."""

import json
import os

from . import users

REGION = "eu-west-1"
FAR_REGION = "us-west-2"
USER_POOL_ID = "eu-west-1_Dr0pCl0ud"
CLIENT_ID = "4dropoffclient2local6test8"
IDENTITY_POOL_ID = "eu-west-1:0d70b0ff-10ca-4c10-8dd0-feedc0ffee01"
BUCKET = "acme-incoming"
FAR_BUCKET = "acme-far-away"
TOTP_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

PASSWORD = "Survey boat 7 at sea!"

# (e-mail, password, what it shows, facts)
PEOPLE = (
    (
        "zoe.martin@example.com",
        PASSWORD,
        "signs in with a password alone",
        {"attributes": {"given_name": "Zoe", "family_name": "Martin"}},
    ),
    (
        "new@example.com",
        "Start-here-2026",
        "has a starting password and must give a name",
        {"status": users.FORCE_CHANGE, "required_attributes": ["given_name"]},
    ),
    (
        "totp@example.com",
        PASSWORD,
        "has an authenticator app",
        {"mfa": ["SOFTWARE_TOKEN_MFA"], "totp_secret": TOTP_SECRET},
    ),
    (
        "sms@example.com",
        PASSWORD,
        "gets a code as a text message",
        {
            "mfa": ["SMS_MFA"],
            "attributes": {"phone_number": "+353871234567", "phone_number_verified": "true"},
        },
    ),
    ("mail@example.com", PASSWORD, "gets a code by e-mail", {"mfa": ["EMAIL_OTP"]}),
    (
        "choice@example.com",
        PASSWORD,
        "may choose between app and text message",
        {
            "mfa": ["SMS_MFA", "SOFTWARE_TOKEN_MFA"],
            "totp_secret": TOTP_SECRET,
            "attributes": {"phone_number": "+353871234568", "phone_number_verified": "true"},
        },
    ),
    ("off@example.com", PASSWORD, "is switched off", {"enabled": False}),
    (
        "expired@example.com",
        "Start-here-2025",
        "has a starting password that is too old",
        {"status": users.FORCE_CHANGE, "temporary_expires": users.expired_since(1)},
    ),
    (
        "reset@example.com",
        PASSWORD,
        "must set a new password by a code",
        {"status": users.RESET_REQUIRED},
    ),
    (
        "unconfirmed@example.com",
        PASSWORD,
        "has not confirmed the address yet",
        {"status": users.UNCONFIRMED},
    ),
    ("unicode@example.com", "Ünï çödé 9 pässwörd ✓", "has a password beyond ASCII", {}),
)


def connection(cloud):
    """The connection file for this cloud, as a dictionary."""
    return {
        "dropoff": 1,
        "id": "acme-geo",
        "name": "Acme Geophysics",
        "support": {"email": "help@acme.example", "url": "https://acme.example/help"},
        "sign-in": {
            "kind": "cognito",
            "region": cloud.region,
            "user-pool-id": cloud.user_pool_id,
            "client-id": cloud.client_id,
            "self-sign-up": False,
            "identity-pool-id": cloud.identity_pool_id,
            "endpoint": cloud.endpoint,
            "identity-endpoint": cloud.endpoint,
            "password-rules": {
                "length": 12,
                "upper": True,
                "lower": True,
                "number": True,
                "symbol": True,
            },
        },
        "destination": {
            "kind": "s3",
            "region": cloud.region,
            "bucket": cloud.bucket.name,
            "key": "uploads/{identity}/{path}",
            "endpoint": cloud.endpoint,
        },
        **({"ca-file": cloud.ca_file} if cloud.ca_file else {}),
    }


def other_connections(cloud):
    """Connection files of the other kinds, by a name for each."""
    whole = connection(cloud)
    pool = {"identity-pool-id": cloud.identity_pool_id, "identity-endpoint": cloud.endpoint}
    user_pool = whole["sign-in"]
    basic = {
        "identity-flow": "basic",
        "role": "arn:aws:iam::123456789012:role/customer",
        "role-endpoint": cloud.endpoint,
    }
    back_end = {"kind": "developer", "endpoint": f"{cloud.endpoint}/back-end/sign-in", **pool}
    sign_ins = {
        "basic": {**user_pool, **basic},
        "role": {**user_pool, "role": "arn:aws:iam::123456789012:role/customer-two"},
        "browser": {
            **user_pool,
            "kind": "browser",
            "login-endpoint": cloud.endpoint,
            "identity-provider": "AcmeStaff",
        },
        "both": {**user_pool, "login-endpoint": cloud.endpoint},
        "developer": back_end,
        "guest": {"kind": "guest", **pool},
        "guest-basic": {"kind": "guest", **pool, **basic},
    }
    found = {
        name: {**whole, "id": f"acme-{name}", "sign-in": sign_in}
        for name, sign_in in sign_ins.items()
    }
    found["shared-key"] = {
        **whole,
        "id": "acme-shared-key",
        "sign-in": {"kind": "shared-key"},
        "destination": {"kind": "put", "endpoint": f"{cloud.endpoint}/put"},
    }
    return found


def write_connection(cloud, directory):
    """Write the connection file; gives its path."""
    return _write(connection(cloud), os.path.join(directory, "acme.dropoff"))


def write_other_connections(cloud, directory):
    """Write the connection files of the other kinds; gives their paths by name."""
    return {
        name: _write(content, os.path.join(directory, f"acme-{name}.dropoff"))
        for name, content in other_connections(cloud).items()
    }


def _write(content, path):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(content, file, indent=2)
        file.write("\n")
    return path


def people_for_start_line():
    """The users as the start line names them."""
    found = []
    for email, password, what, facts in PEOPLE:
        entry = {"email": email, "password": password, "what": what}
        if "totp_secret" in facts:
            entry["totp_secret"] = facts["totp_secret"]
        if "required_attributes" in facts:
            entry["required_attributes"] = facts["required_attributes"]
        found.append(entry)
    return found
