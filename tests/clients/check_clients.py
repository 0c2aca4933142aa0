#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs official clients against the local cloud and says of each check whether it held."""

import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "cloud"))

from cloud import totp  # noqa: E402  (the path has to be set first)
from cloud_client import Running  # noqa: E402
from identities import check_identities  # noqa: E402

MIB = 1024 * 1024
UPLOAD_MIB = 100
NEW_PASSWORD = "Sailed-away-2026"


class Checks:
    """Counts checks and prints a line for each."""

    def __init__(self):
        self.passed = self.failed = 0

    def check(self, name, held, detail=""):
        """Note one check."""
        if held:
            self.passed += 1
            print(f"ok {name}", flush=True)
        else:
            self.failed += 1
            print(f"not ok {name} {detail}".rstrip(), flush=True)
        return held


class Clients:
    """The clients with the environment they need."""

    def __init__(self, cloud, build, work):
        self.cloud, self.build, self.work = cloud, build, work
        certificates = cloud.line["ca_file"]
        self.environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if not name.startswith(("AWS_", "RCLONE_")) and not name.lower().endswith("_proxy")
            },
            "NODE_EXTRA_CA_CERTS": certificates,
            "AWS_CA_BUNDLE": certificates,
            "REQUESTS_CA_BUNDLE": certificates,
            "SSL_CERT_FILE": certificates,
            "HOME": work,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_DEFAULT_REGION": cloud.line["region"],
            "AWS_CONFIG_FILE": os.path.join(work, "aws-config"),
            "RCLONE_CONFIG": os.path.join(work, "rclone.conf"),
        }

    def node(self, script, email, **job):
        """Run one of the Node scripts; gives its outcome."""
        line = self.cloud.line
        job = {
            "email": email,
            **({} if "password" in job else {"password": self.cloud.user(email)["password"]}),
            "endpoint": line["endpoint"],
            "user_pool_id": line["user_pool_id"],
            "client_id": line["client_id"],
            "identity_pool_id": line["identity_pool_id"],
            **job,
        }
        done = subprocess.run(
            ["node", script],
            cwd=self.build,
            env=self.environment,
            text=True,
            input=json.dumps(job),
            capture_output=True,
            timeout=120,
            check=False,
        )
        try:
            return json.loads(done.stdout.strip().splitlines()[-1])
        except (ValueError, IndexError):
            return {"error": "no outcome", "message": (done.stderr or done.stdout)[-400:]}

    def _keys(self, keys):
        return {
            **self.environment,
            "AWS_ACCESS_KEY_ID": keys["access_key_id"],
            "AWS_SECRET_ACCESS_KEY": keys["secret_access_key"],
            "AWS_SESSION_TOKEN": keys["session_token"],
        }

    def aws(self, keys, *arguments):
        """Run awscli; gives (exit status, output of both kinds)."""
        done = subprocess.run(
            ["/usr/bin/aws", "--endpoint-url", self.cloud.line["endpoint"], *arguments],
            env=self._keys(keys),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def rclone(self, keys, *arguments):
        """Run rclone; gives (exit status, output of both kinds)."""
        with open(self.environment["RCLONE_CONFIG"], "w", encoding="utf-8") as file:
            file.write(
                "[cloud]\ntype = s3\nprovider = Other\nenv_auth = true\n"
                f"endpoint = {self.cloud.line['endpoint']}\nregion = {self.cloud.line['region']}\n"
                "force_path_style = true\nno_check_bucket = true\n"
            )
        environment = self._keys(keys)
        del environment["AWS_CA_BUNDLE"]  # rclone stumbles over it; it has an option of its own
        done = subprocess.run(
            ["/usr/bin/rclone", "--ca-cert", self.cloud.line["ca_file"], *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr


def check_sign_in(checks, clients):
    """Both Node libraries, three kinds of user, and what must be refused."""
    cloud = clients.cloud
    for script, name, step in (
        ("sign_in_identity_js.mjs", "amazon-cognito-identity-js", "NEW_PASSWORD_REQUIRED"),
        ("sign_in_amplify.mjs", "aws-amplify", "CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED"),
    ):
        cloud.control(reset=True)
        found = clients.node(script, "zoe.martin@example.com")
        checks.check(f"{name}: sign in by SRP", bool(found.get("id_token")), found)
        found = clients.node(script, "unicode@example.com")
        checks.check(f"{name}: password beyond ASCII", bool(found.get("id_token")), found)
        found = clients.node(
            script, "new@example.com", new_password=NEW_PASSWORD, attributes={"given_name": "Nia"}
        )
        checks.check(
            f"{name}: new password", bool(found.get("id_token")) and found["steps"] == [step], found
        )
        secret = cloud.user("totp@example.com")["totp_secret"]
        found = clients.node(script, "totp@example.com", code=totp.code(secret, time.time()))
        checks.check(
            f"{name}: authenticator app", bool(found.get("id_token")) and found["steps"], found
        )
        found = clients.node(script, "zoe.martin@example.com", password="wrong")
        checks.check(
            f"{name}: wrong password refused", found.get("error") == "NotAuthorizedException", found
        )
        check_shapes(checks, clients, script, name)


def check_shapes(checks, clients, script, name):
    """Sign-ins whose numbers take their rarer forms."""
    forms = (
        {"B": "short-low", "salt": "odd-hex"},
        {"B": "odd-hex", "u": "short"},
        {"u": "odd-hex", "salt": "short-high"},
        {"S": "odd-hex", "salt": "short-low"},
        {"B": "full-high", "u": "full-high", "salt": "full-high"},
    )
    good = 0
    for shapes in forms:
        clients.cloud.control(set={"srp_shapes": shapes})
        good += bool(clients.node(script, "zoe.martin@example.com").get("id_token"))
    clients.cloud.control(set={"srp_shapes": {}})
    checks.check(
        f"{name}: rare forms of the SRP numbers", good == len(forms), f"{good}/{len(forms)}"
    )


WAYS_IN = (
    # what, who, what the pool is set to, the job, the steps that Amplify names
    ("text message", "sms@example.com", {}, {}, ["CONFIRM_SIGN_IN_WITH_SMS_CODE"]),
    ("e-mail code", "mail@example.com", {}, {}, ["CONFIRM_SIGN_IN_WITH_EMAIL_CODE"]),
    (
        "choice of the second step",
        "choice@example.com",
        {},
        {"choice": "SMS"},
        ["CONTINUE_SIGN_IN_WITH_MFA_SELECTION", "CONFIRM_SIGN_IN_WITH_SMS_CODE"],
    ),
    (
        "app set up while signing in",
        "zoe.martin@example.com",
        {"mfa_required": True},
        {},
        ["CONTINUE_SIGN_IN_WITH_TOTP_SETUP"],
    ),
    (
        "e-mail set up while signing in",
        "zoe.martin@example.com",
        {"mfa_required": True, "mfa_setup": ["EMAIL_OTP"]},
        {},
        ["CONTINUE_SIGN_IN_WITH_EMAIL_SETUP", "CONFIRM_SIGN_IN_WITH_EMAIL_CODE"],
    ),
    (
        "choice of what to set up",
        "zoe.martin@example.com",
        {"mfa_required": True, "mfa_setup": ["SOFTWARE_TOKEN_MFA", "EMAIL_OTP"]},
        {"choice": "TOTP"},
        ["CONTINUE_SIGN_IN_WITH_MFA_SETUP_SELECTION", "CONTINUE_SIGN_IN_WITH_TOTP_SETUP"],
    ),
    (
        "the company's question",
        "zoe.martin@example.com",
        {},
        {"flow": "CUSTOM_WITH_SRP", "answer": "Aurora"},
        ["CONFIRM_SIGN_IN_WITH_CUSTOM_CHALLENGE"],
    ),
    (
        "password sent",
        "zoe.martin@example.com",
        {"password_auth": True},
        {"flow": "USER_PASSWORD_AUTH"},
        [],
    ),
    (
        "choice-based, password proved",
        "zoe.martin@example.com",
        {"choice_auth": True},
        {"flow": "USER_AUTH", "preferred": "PASSWORD_SRP"},
        [],
    ),
    (
        "choice-based, code by e-mail",
        "zoe.martin@example.com",
        {"choice_auth": True},
        {"flow": "USER_AUTH", "preferred": "EMAIL_OTP", "no_password": True},
        ["CONFIRM_SIGN_IN_WITH_EMAIL_CODE"],
    ),
    (
        "choice-based, factor chosen",
        "zoe.martin@example.com",
        {"choice_auth": True},
        {"flow": "USER_AUTH", "no_password": True, "choice": "EMAIL_OTP"},
        ["CONTINUE_SIGN_IN_WITH_FIRST_FACTOR_SELECTION", "CONFIRM_SIGN_IN_WITH_EMAIL_CODE"],
    ),
    (
        "new account",
        "ines@example.com",
        {},
        {"do": "sign-up", "password": NEW_PASSWORD},
        ["CONFIRM_SIGN_UP", "DONE"],
    ),
    (
        "forgotten password",
        "zoe.martin@example.com",
        {},
        {"do": "reset", "new_password": NEW_PASSWORD},
        ["CONFIRM_RESET_PASSWORD_WITH_CODE"],
    ),
    (
        "changed password",
        "zoe.martin@example.com",
        {},
        {"do": "change", "new_password": NEW_PASSWORD},
        [],
    ),
    (
        "second step managed",
        "mail@example.com",
        {},
        {"do": "second-step"},
        [
            "CONFIRM_SIGN_IN_WITH_EMAIL_CODE",
            "EMAIL first EMAIL",
            "EMAIL+TOTP first none",
            "EMAIL+TOTP first TOTP",
            "TOTP first TOTP",
            "CONFIRM_SIGN_IN_WITH_TOTP_CODE",
        ],
    ),
)


def check_ways_in(checks, clients):
    """Every challenge and everything that people do by themselves."""
    control = clients.cloud.line["control"]
    for what, email, settings, job, steps in WAYS_IN:
        clients.cloud.control(reset=True, set=settings)
        found = clients.node("ways_in_amplify.mjs", email, **{"do": "sign-in", **job}, control=control)
        checks.check(
            f"aws-amplify: {what}", bool(found.get("id_token")) and found["steps"] == steps, found
        )


BY_BROWSER = (
    # what, the job, what the pages say, the outcome: None for being in
    ("the pool's own page", {}, ["Sign in"], None),
    (
        "the company's provider, a wrong password first",
        {"provider": "AcmeStaff", "passwords": ["wrong", None]},
        ["AcmeStaff: sign in", "Incorrect username or password."],
        None,
    ),
    (
        "an unknown provider refused",
        {"provider": "Nobody", "passwords": []},
        [],
        "Login pages unavailable: unknown identity provider",
    ),
    (
        "an answer with another state refused",
        {"state": "somebodyElse"},
        ["Sign in"],
        "An error occurred while validating the state.",
    ),
)


def check_browser(checks, clients):
    """Managed login: PKCE, state, nonce, the exchange of the code, and the renewal after it."""
    for what, job, said, outcome in BY_BROWSER:
        clients.cloud.control(reset=True)
        right = clients.cloud.user("zoe.martin@example.com")["password"]
        job = {"passwords": [None], **job}
        job["passwords"] = [password or right for password in job["passwords"]]
        found = clients.node(
            "browser_amplify.mjs",
            "zoe.martin@example.com",
            redirect="http://localhost:23871/signed-in",
            nonce="nonce1f0c",
            **job,
        )
        if outcome:
            held = found.get("message") == outcome
        else:
            held = found.get("nonce") == "nonce1f0c" and bool(found.get("session_token"))
            held = held and found["renewed"]
        checks.check(f"aws-amplify: by browser, {what}", held and found["said"] == said, found)


def check_amplify_session(checks, clients):
    """Keys of the identity pool, their renewal with and without rotation; gives the keys."""
    clients.cloud.control(reset=True)
    keys = clients.node("sign_in_amplify.mjs", "zoe.martin@example.com")
    checks.check(
        "aws-amplify: keys from the identity pool",
        bool(keys.get("session_token")) and keys["identity_id"].startswith("eu-west-1:"),
        keys,
    )
    for rotation in (False, True):
        clients.cloud.control(set={"refresh_rotation": rotation})
        found = clients.node(
            "sign_in_amplify.mjs", "zoe.martin@example.com", refresh=True, sign_out=True
        )
        checks.check(
            f"aws-amplify: renewal and sign-out, rotation {'on' if rotation else 'off'}",
            found.get("renewed") is True,
            found,
        )
    clients.cloud.control(set={"refresh_rotation": False, "remember_devices": True})
    secret = clients.cloud.user("totp@example.com")["totp_secret"]
    found = clients.node(
        "sign_in_amplify.mjs",
        "totp@example.com",
        twice=True,
        refresh=True,
        code=totp.code(secret, time.time()),
    )
    checks.check(
        "aws-amplify: a remembered device takes the place of the code",
        found.get("steps") == ["CONFIRM_SIGN_IN_WITH_TOTP_CODE", "again"]
        and bool(found.get("id_token")),
        found,
    )
    clients.cloud.control(set={"remember_devices": False})
    return keys


def sha256(path):
    """The SHA-256 of a file in hex."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def uploaded_in_parts(cloud, key):
    """Into how many parts an object was cut (0: it was sent whole)."""
    found = [o for o in cloud.page("objects") if o["key"] == key]
    return len(found[0]["parts"] or []) if found else 0


def check_transfer(checks, clients, keys, source):
    """awscli and rclone: 100 MB in parts, and back."""
    cloud, prefix = clients.cloud, f"uploads/{keys['identity_id']}"
    place = f"{cloud.line['bucket']}/{prefix}"
    wanted = sha256(source)
    runs = (
        (
            "awscli",
            clients.aws,
            ("s3", "cp", "--no-progress", source, f"s3://{place}/awscli/big file.bin"),
            ("s3", "cp", "--no-progress", f"s3://{place}/awscli/big file.bin"),
            "awscli/big file.bin",
        ),
        (
            "rclone",
            clients.rclone,
            (
                "copyto",
                "--s3-upload-cutoff",
                "8M",
                "--s3-chunk-size",
                "8M",
                source,
                f"cloud:{place}/rclone/größe+%.bin",
            ),
            ("copyto", f"cloud:{place}/rclone/größe+%.bin"),
            "rclone/größe+%.bin",
        ),
    )
    for name, client, there, back, key in runs:
        status, output = client(keys, *there)
        parts = uploaded_in_parts(cloud, f"{prefix}/{key}")
        checks.check(
            f"{name}: {UPLOAD_MIB} MB in parts",
            status == 0 and parts >= 10,
            f"{status}, {parts} parts: {output[-500:]}",
        )
        stored = os.path.join(cloud.line["objects"], prefix, key)
        checks.check(
            f"{name}: stored file identical", os.path.exists(stored) and sha256(stored) == wanted
        )
        target = os.path.join(clients.work, f"{name}-back")
        status, output = client(keys, *back, target)
        checks.check(
            f"{name}: read back identical",
            status == 0 and os.path.exists(target) and sha256(target) == wanted,
            output[-300:],
        )
    checks.check("no upload left open", cloud.page("uploads") == [])


def check_more_s3(checks, clients, keys, source):
    """Listing, single uploads with checksums, deleting."""
    cloud = clients.cloud
    prefix = f"uploads/{keys['identity_id']}"
    place = f"s3://{cloud.line['bucket']}/{prefix}"
    status, output = clients.aws(keys, "s3", "ls", f"{place}/", "--recursive")
    checks.check("awscli: listing", status == 0 and "big file.bin" in output, output[-300:])
    folder = f"cloud:{cloud.line['bucket']}/{prefix}/folder"
    here = os.path.dirname(source)
    status, output = clients.rclone(keys, "check", here, folder)
    checks.check(
        "rclone: check notices a missing file", "1 differences found" in output, output[-300:]
    )
    clients.rclone(keys, "copy", here, folder)
    status, output = clients.rclone(keys, "check", "--download", here, folder)
    checks.check("rclone: check finds a copied folder equal", status == 0, output[-300:])
    for algorithm in ("CRC32", "CRC32C", "SHA1", "SHA256"):
        status, output = clients.aws(
            keys,
            "s3api",
            "put-object",
            "--bucket",
            cloud.line["bucket"],
            "--key",
            f"{prefix}/sum",
            "--body",
            __file__,
            "--checksum-algorithm",
            algorithm,
        )
        checks.check(
            f"awscli: single upload with {algorithm}",
            status == 0 and f"Checksum{algorithm}" in output,
            output[-300:],
        )
    status, output = clients.aws(keys, "s3", "rm", f"{place}/sum")
    checks.check("awscli: delete", status == 0, output[-300:])


def check_refusals(checks, clients, keys):
    """What must be refused, with S3's own codes as awscli reports them."""
    cloud = clients.cloud
    prefix = f"uploads/{keys['identity_id']}"
    place = f"s3://{cloud.line['bucket']}/{prefix}/refused"

    def put(with_keys, target=place, *more):
        return clients.aws(with_keys, "s3", "cp", __file__, target, *more)

    def refused(name, code, outcome):
        checks.check(
            f"refused: {name}",
            outcome[0] != 0 and f"({code})" in outcome[1],
            f"wanted {code}: {outcome[1][-300:]}",
        )

    refused(
        "wrong signature", "SignatureDoesNotMatch", put({**keys, "secret_access_key": "x" * 40})
    )
    refused("unknown key", "InvalidAccessKeyId", put({**keys, "access_key_id": "ASIA" + "A" * 16}))
    refused("wrong session token", "InvalidToken", put({**keys, "session_token": "AAAA"}))
    refused(
        "foreign prefix",
        "AccessDenied",
        put(keys, f"s3://{cloud.line['bucket']}/uploads/eu-west-1:other/x"),
    )
    refused(
        "bad Content-MD5",
        "BadDigest",
        clients.aws(
            keys,
            "s3api",
            "put-object",
            "--bucket",
            cloud.line["bucket"],
            "--key",
            f"{prefix}/refused",
            "--body",
            __file__,
            "--content-md5",
            "1B2M2Y8AsgTpgAmY7PhCfg==",
        ),
    )
    refused(
        "bad checksum",
        "BadDigest",
        clients.aws(
            keys,
            "s3api",
            "put-object",
            "--bucket",
            cloud.line["bucket"],
            "--key",
            f"{prefix}/refused",
            "--body",
            __file__,
            "--checksum-sha256",
            "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
        ),
    )
    cloud.control(set={"clock_skew": 2000, "key_seconds": 36000})
    status, output = clients.aws(
        keys, "s3api", "head-object", "--bucket", cloud.line["bucket"], "--key", f"{prefix}/x"
    )
    checks.check(
        "clock wrong: awscli corrects itself or is refused",
        "(404)" in output or "(403)" in output,
        output[-300:],
    )
    cloud.control(set={"clock_skew": 0})
    cloud.control(expire_keys=True)
    refused("expired token", "ExpiredToken", put(keys))


def check_presigned(checks, clients, keys, source):
    """A link made by awscli works with curl-like clients, for a while."""
    import ssl
    import urllib.error
    import urllib.request

    prefix = f"uploads/{keys['identity_id']}"
    target = f"s3://{clients.cloud.line['bucket']}/{prefix}/awscli/big file.bin"
    _, output = clients.aws(keys, "s3", "presign", target, "--expires-in", "60")
    context = ssl.create_default_context(cafile=clients.cloud.line["ca_file"])
    link = output.strip().splitlines()[-1]
    with urllib.request.urlopen(link, context=context) as reply:
        digest = hashlib.sha256(reply.read()).hexdigest()
    checks.check("awscli: presigned link", digest == sha256(source))
    try:
        urllib.request.urlopen(
            link.replace("X-Amz-Expires=60", "X-Amz-Expires=61"), context=context
        )
        checks.check("presigned link with a changed date refused", False)
    except urllib.error.HTTPError as error:
        checks.check(
            "presigned link with a changed date refused", b"SignatureDoesNotMatch" in error.read()
        )


def main():
    """Run all checks."""
    checks = Checks()
    cloud = Running()
    try:
        with tempfile.TemporaryDirectory(prefix="dropoff-clients-") as work:
            clients = Clients(cloud, os.path.abspath(sys.argv[1]), work)
            folder = os.path.join(work, "source")
            os.mkdir(folder)
            source = os.path.join(folder, "source.bin")
            with open(source, "wb") as file:
                for _ in range(UPLOAD_MIB):
                    file.write(os.urandom(MIB))
            check_sign_in(checks, clients)
            check_ways_in(checks, clients)
            check_browser(checks, clients)
            check_identities(checks, clients)
            keys = check_amplify_session(checks, clients)
            if keys.get("session_token"):
                check_transfer(checks, clients, keys, source)
                check_more_s3(checks, clients, keys, source)
                check_presigned(checks, clients, keys, source)
                check_refusals(checks, clients, keys)
            else:
                checks.check("keys for the S3 clients", False)
    finally:
        cloud.stop()
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
