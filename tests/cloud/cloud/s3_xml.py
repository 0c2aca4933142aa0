# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes and reads the XML documents of S3."""

import xml.etree.ElementTree as ElementTree

from .errors import S3Error

NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def escape(text):
    """Text for an element; control characters as references, the way S3 writes them."""
    out = []
    for character in str(text):
        if character in "&<>\"'":
            out.append(
                {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}[character]
            )
        elif ord(character) < 32 or ord(character) == 127:
            out.append(f"&#x{ord(character):x};")
        else:
            out.append(character)
    return "".join(out)


def _element(name, value):
    """An element; a list of pairs nests, None is left out."""
    if value is None:
        return ""
    if isinstance(value, list):
        return f"<{name}>{''.join(_element(n, v) for n, v in value)}</{name}>"
    if isinstance(value, bool):
        value = "true" if value else "false"
    return f"<{name}>{escape(value)}</{name}>"


def document(root, children, namespace=NAMESPACE):
    """A whole document as bytes; children are (name, text or list) pairs."""
    attribute = f' xmlns="{namespace}"' if namespace else ""
    inner = "".join(_element(n, v) for n, v in children)
    text = f"{DECLARATION}<{root}{attribute}>{inner}</{root}>"
    return text.encode("utf-8", "surrogateescape")


def error(code, message, resource, request_id, elements):
    """An error document; S3 gives it no namespace."""
    children = [
        ("Code", code),
        ("Message", message),
        *elements.items(),
        ("Resource", resource),
        ("RequestId", request_id),
        ("HostId", "local-cloud"),
    ]
    return document("Error", children, namespace=None)


def malformed():
    """The error for a document that cannot be used."""
    return S3Error(
        400,
        "MalformedXML",
        "The XML you provided was not well-formed or did not validate "
        "against our published schema",
    )


def parse_complete(data):
    """The parts named in a CompleteMultipartUpload document: a list of dictionaries."""
    if not data or b"<!DOCTYPE" in data:
        raise malformed()
    try:
        root = ElementTree.fromstring(data)
    except ElementTree.ParseError:
        raise malformed() from None
    if _local(root.tag) != "CompleteMultipartUpload":
        raise malformed()
    parts = []
    for child in root:
        if _local(child.tag) != "Part":
            raise malformed()
        part = {_local(item.tag): (item.text or "").strip() for item in child}
        if not part.get("PartNumber", "").isdigit() or not part.get("ETag"):
            raise malformed()
        parts.append({**part, "PartNumber": int(part["PartNumber"])})
    if not parts:
        raise malformed()
    return parts


def _local(tag):
    return tag.rpartition("}")[2]
