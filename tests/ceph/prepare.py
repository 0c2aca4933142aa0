#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes a fresh RGW usable: a user, a bucket, a role that may send below uploads/, keys of that role.

    prepare.py CONF PID ENDPOINT TLS_ENDPOINT CA_FILE

Prints one line of JSON. It shares no code with the program under test.
"""

import datetime
import hashlib
import hmac
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import xml.etree.ElementTree

BUCKET = "incoming"
REGION = "us-east-1"
ROLE = "customer"
SECONDS = 3600
PATIENCE_S = 30
STS_NAMESPACE = "{https://sts.amazonaws.com/doc/2011-06-15/}"

TRUST = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Principal": {"AWS": ["arn:aws:iam:::user/company"]},
     "Action": ["sts:AssumeRole"]}]}
# What a company would give its customers, and reading, by which the tests compare.
POLICY = {"Version": "2012-10-17", "Statement": [
    {"Effect": "Allow", "Resource": f"arn:aws:s3:::{BUCKET}/uploads/*",
     "Action": ["s3:PutObject", "s3:GetObject", "s3:AbortMultipartUpload",
                "s3:ListMultipartUploadParts"]},
    {"Effect": "Allow", "Resource": f"arn:aws:s3:::{BUCKET}",
     "Action": ["s3:ListBucketMultipartUploads", "s3:ListBucket"]}]}


def admin(conf, *arguments):
    """Run radosgw-admin; gives its JSON."""
    command = ["radosgw-admin", "-c", conf, "-n", "client.rgw", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout) if done.stdout.strip().startswith("{") else None


def wait_until_it_answers(endpoint, pid):
    """Until RGW takes requests, or has ended."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        try:
            urllib.request.urlopen(endpoint, timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            os.kill(pid, 0)
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def sign(keys, service, method, url, body=b""):
    """A request signed with Signature Version 4. The query is in canonical order already."""
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{now[:8]}/{REGION}/{service}/aws4_request"
    digest = hashlib.sha256(body).hexdigest()
    parts = urllib.parse.urlsplit(url)
    headers = {"host": parts.netloc, "x-amz-content-sha256": digest, "x-amz-date": now}
    if "session_token" in keys:
        headers["x-amz-security-token"] = keys["session_token"]
    names = ";".join(headers)
    canonical = "\n".join([method, parts.path, parts.query,
                           "".join(f"{n}:{v}\n" for n, v in headers.items()), names, digest])
    text = "\n".join(["AWS4-HMAC-SHA256", now, scope,
                      hashlib.sha256(canonical.encode()).hexdigest()])
    key = b"AWS4" + keys["secret_key"].encode()
    for step in (*scope.split("/"), text):
        key = hmac.digest(key, step.encode(), "sha256")
    headers["authorization"] = (f"AWS4-HMAC-SHA256 Credential={keys['access_key']}/{scope},"
                                f"SignedHeaders={names},Signature={key.hex()}")
    return urllib.request.Request(url, body or None, headers, method=method)


def assume_role(endpoint, keys, arn):
    """Temporary keys of the role."""
    form = urllib.parse.urlencode({"Action": "AssumeRole", "Version": "2011-06-15",
                                   "RoleArn": arn, "RoleSessionName": "test",
                                   "DurationSeconds": SECONDS})
    with urllib.request.urlopen(sign(keys, "sts", "POST", f"{endpoint}/", form.encode())) as reply:
        found = xml.etree.ElementTree.parse(reply)
    member = {one.tag.rpartition("}")[2]: one.text for one in found.iter()}
    return {"access_key": member["AccessKeyId"], "secret_key": member["SecretAccessKey"],
            "session_token": member["SessionToken"]}


def main():
    """Prepare it and print the line."""
    conf, pid, endpoint, tls_endpoint, ca_file = sys.argv[1:]
    wait_until_it_answers(endpoint, int(pid))
    user = admin(conf, "user", "create", "--uid=company", "--display-name=Company",
                 "--caps=roles=*")
    keys = {"access_key": user["keys"][0]["access_key"],
            "secret_key": user["keys"][0]["secret_key"]}
    role = admin(conf, "role", "create", f"--role-name={ROLE}",
                 f"--assume-role-policy-doc={json.dumps(TRUST)}")
    admin(conf, "role-policy", "put", f"--role-name={ROLE}", "--policy-name=send",
          f"--policy-doc={json.dumps(POLICY)}")
    urllib.request.urlopen(sign(keys, "s3", "PUT", f"{endpoint}/{BUCKET}")).close()
    print(json.dumps({"endpoint": endpoint, "tls_endpoint": tls_endpoint, "ca_file": ca_file,
                      "region": REGION, "bucket": BUCKET, **assume_role(endpoint, keys, role["Arn"])}), flush=True)


if __name__ == "__main__":
    main()
