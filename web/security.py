"""Headers on every answer: nothing cached, nothing framed, nothing from elsewhere (ASVS 3.4)."""

from __future__ import annotations

from flask import Flask, Response, request

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; manifest-src 'none'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
ALWAYS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "X-Robots-Tag": "noindex, nofollow",
}


def install(app: Flask) -> None:
    """Put the headers on every answer, errors too."""
    app.after_request(_headers)


def _headers(response: Response) -> Response:
    response.headers.update(ALWAYS)
    static = request.endpoint == "static" and response.status_code == 200
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if static else "no-store"
    if request.is_secure:
        response.headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    return response
