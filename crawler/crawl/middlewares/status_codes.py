"""Refuses answers whose status is no number of HTTP: nothing else of such an answer can be trusted, and no database holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scrapy.exceptions import DownloadFailedError

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

LARGEST = 999  # three digits: RFC 9110 section 15


class StatusCodes:
    """Turn a response with an invalid status code into a failed download."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Return the answer. Raises DownloadFailedError."""
        if not 0 <= response.status <= LARGEST:
            msg = f"the status has more than three digits, or is negative: {str(response.status)[:20]}"
            raise DownloadFailedError(msg)
        return response
