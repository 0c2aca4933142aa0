# SPDX-License-Identifier: GPL-3.0-or-later
"""Official clients at the identity pool: guests, a company's own back end, and roles."""

import json
import ssl
import urllib.request

ZOE = "zoe.martin@example.com"
DEVELOPER = "cognito-identity.amazonaws.com"
NO_KEYS = {"access_key_id": "", "secret_access_key": "", "session_token": ""}


class Identities:
    """awscli's calls, most of which nobody signs."""

    def __init__(self, checks, clients):
        self.checks, self.clients, self.cloud = checks, clients, clients.cloud

    def aws(self, *arguments):
        """An unsigned call; gives (what came back or None, output)."""
        status, output = self.clients.aws(NO_KEYS, "--output", "json", *arguments)
        return (json.loads(output) if status == 0 else None), output[-300:]

    def pool(self, operation, *arguments, logins=None):
        """A call at the identity pool."""
        if logins:
            arguments += ("--logins", json.dumps(logins))
        return self.aws("cognito-identity", operation, *arguments)

    def new_guest(self):
        """The identity of a guest who never was here."""
        found, output = self.pool(
            "get-id", "--identity-pool-id", self.cloud.line["identity_pool_id"]
        )
        self.checks.check("awscli: get-id for a guest", found is not None, output)
        return found["IdentityId"] if found else ""

    def check_keys(self, what, found, output):
        """The keys that came back send a file below their identity, and nowhere else."""
        if not self.checks.check(f"awscli: keys for {what}", found is not None, output):
            return
        given = found["Credentials"]
        keys = {
            "access_key_id": given["AccessKeyId"],
            "secret_access_key": given.get("SecretKey") or given["SecretAccessKey"],
            "session_token": given["SessionToken"],
        }
        identity = found.get("IdentityId") or found["SubjectFromWebIdentityToken"]
        bucket = self.cloud.line["bucket"]
        status, output = self.clients.aws(
            keys, "s3", "cp", __file__, f"s3://{bucket}/uploads/{identity}/sent"
        )
        self.checks.check(f"awscli: sending as {what}", status == 0, output[-300:])
        status, output = self.clients.aws(
            keys, "s3", "cp", __file__, f"s3://{bucket}/uploads/eu-west-1:other/sent"
        )
        self.checks.check(
            f"awscli: a foreign prefix refused for {what}", "(AccessDenied)" in output
        )

    def check_guest(self):
        """The enhanced flow, the basic one, and a pool without guests."""
        self.cloud.control(reset=True, set={"guests_allowed": True})
        guest = self.new_guest()
        found, output = self.pool("get-credentials-for-identity", "--identity-id", guest)
        self.check_keys("a guest", found, output)
        token, output = self.pool("get-open-id-token", "--identity-id", guest)
        self.checks.check(
            "awscli: get-open-id-token for a guest", bool(token and token["Token"]), output
        )
        self.check_role("a guest's role", token["Token"] if token else "x")
        found = self.clients.node("sign_in_amplify.mjs", ZOE, guest=True)
        self.checks.check(
            "aws-amplify: keys for a guest",
            bool(found.get("session_token")) and not found.get("id_token"),
            found,
        )
        self.cloud.control(set={"guests_allowed": False})
        found, output = self.pool("get-credentials-for-identity", "--identity-id", guest)
        self.checks.check(
            "awscli: a guest refused",
            found is None and "Unauthenticated access is not supported" in output,
            output,
        )

    def check_role(self, what, token):
        """AssumeRoleWithWebIdentity, with the role that there is and with another."""
        call = ("sts", "assume-role-with-web-identity", "--role-session-name", "check")
        role = "arn:aws:iam::123456789012:role/customer"
        found, output = self.aws(*call, "--role-arn", role, "--web-identity-token", token)
        self.check_keys(what, found, output)
        found, output = self.aws(*call, "--role-arn", role + "-x", "--web-identity-token", token)
        self.checks.check(
            f"awscli: another role refused for {what}",
            found is None and "(AccessDenied)" in output,
            output,
        )

    def ask_back_end(self):
        """What the company's own back end answers to a right password."""
        message = {"user": ZOE, "password": self.cloud.user(ZOE)["password"]}
        request = urllib.request.Request(
            self.cloud.line["endpoint"] + "/back-end/sign-in",
            json.dumps(message).encode(),
            {"Content-Type": "application/json"},
        )
        context = ssl.create_default_context(cafile=self.cloud.line["ca_file"])
        with urllib.request.urlopen(request, context=context) as reply:
            return json.load(reply)

    def check_developer(self):
        """An identity that a back end named, with its token and without."""
        self.cloud.control(reset=True)
        answer = self.ask_back_end()
        identity, logins = answer["identity-id"], {DEVELOPER: answer["token"]}
        call = ("get-credentials-for-identity", "--identity-id", identity)
        found, output = self.pool(*call, logins=logins)
        self.check_keys("a back end's customer", found, output)
        found, output = self.pool(*call, logins={DEVELOPER: answer["token"][:-8] + "AAAAAAAA"})
        self.checks.check(
            "awscli: a changed token refused", found is None and "signed token" in output, output
        )
        self.cloud.control(delete_identities=True)
        found, output = self.pool(*call, logins=logins)
        self.checks.check(
            "awscli: a deleted identity refused",
            found is None and "(ResourceNotFoundException)" in output,
            output,
        )


def check_identities(checks, clients):
    """All of it."""
    identities = Identities(checks, clients)
    identities.check_guest()
    identities.check_developer()
    clients.cloud.control(reset=True)
