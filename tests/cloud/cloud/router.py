# SPDX-License-Identifier: GPL-3.0-or-later
"""Sends each request to its service, lets faults act around it, and writes the log."""

import sys
import traceback

from . import faults, identity_pool, user_pool, wire
from .errors import BodyTimeout, ClientGone, ConnectionCut, JsonError, S3Error
from .http_server import Response
from .sites import Site


class Router:
    """The handler of the HTTP server."""

    def __init__(self, cloud):
        self._cloud = cloud
        self._json_services = {
            user_pool.TARGET: ("user-pool", cloud.user_pool),
            identity_pool.TARGET: ("identity-pool", cloud.identity_pool),
        }

    def handle(self, request):
        """Answer a request."""
        if request.raw_path == "/_control" or request.raw_path.startswith("/_control/"):
            return self._cloud.control.handle(request)
        service = self._classify(request)
        entry = self._cloud.log.begin(request)
        status = problem = None
        try:
            response, problem = self._answer(request, service)
            status = response.status
            return response
        finally:
            self._cloud.log.end(entry, request, status, problem)

    def _classify(self, request):
        target = request.header("x-amz-target")
        for site in self._cloud.sites if target is None else ():
            operation = site.operation(request)
            if operation is not None:
                request.service, request.op = site.name, operation
                return site
        if target is None:
            self._cloud.s3.classify(request)
            return self._cloud.s3
        prefix, _, request.op = target.partition(".")
        request.service, service = self._json_services.get(prefix, ("unknown", None))
        return service

    def _answer(self, request, service):
        """(response, name of the error or None), with the faults around the work."""
        cloud = self._cloud
        try:
            if request.service == "s3":
                request.effects = cloud.faults.take(request)
                response = faults.before(cloud, request) or service.handle(request)
                return faults.after(request, service.finish(request, response)), None
            if isinstance(service, Site):
                return self._answer_site(request, service), None
            return self._answer_json(request, service), None
        except S3Error as error:
            return faults.after(request, cloud.s3.error_response(request, error)), error.code
        except JsonError as error:
            if isinstance(service, Site):
                return faults.after(request, service.error_response(error)), error.kind
            style = request.effect("error-style") or {"style": cloud.settings.error_style}
            response = wire.error_reply(error, style["style"])
            return faults.after(request, response), error.kind
        except (ClientGone, ConnectionCut, BodyTimeout):
            raise
        except Exception as error:  # a mistake of ours: say so loudly, and go on serving
            traceback.print_exc(file=sys.stderr)
            return Response(500, [("Content-Type", "text/plain")], b"mistake in the local cloud"), (
                f"bug: {type(error).__name__}"
            )

    def _answer_site(self, request, site):
        request.effects = self._cloud.faults.take(request)
        response = faults.before(self._cloud, request) or site.handle(request)
        return faults.after(request, response)

    def _answer_json(self, request, service):
        request.message = wire.read_message(request)
        request.detail = request.message.get("ChallengeName") or request.message.get("AuthFlow")
        request.effects = self._cloud.faults.take(request)
        response = faults.before(self._cloud, request)
        if response is None:
            if service is None:
                raise JsonError("UnknownOperationException", "", 404)
            response = wire.reply(service.handle(request.op, request.message))
        return faults.after(request, response)
