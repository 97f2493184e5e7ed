"""The vote page: two options, one vote a voter, each vote queued in Redis for the worker."""

import hmac
import json
import os
import re
import secrets
import time

import counters
import redis
from flask import Flask, make_response, render_template, request

OPTIONS = {"a": os.environ.get("OPTION_A", "Cats"), "b": os.environ.get("OPTION_B", "Dogs")}
REDIS_HOST = os.environ.get("REDIS_HOST", "127.0.0.1")
REDIS_PORT = int(os.environ.get("REDIS_PORT", "6379"))
REDIS_TIMEOUT_SECONDS = 2
QUEUE = "votes"

VOTER_COOKIE = "voter_id"
VOTER_ID = re.compile(r"([0-9a-f]{32})\.([0-9a-f]{32})")
# Whoever knows it can vote as anybody. Replicas of one page share it; without it, each process knows its own voters only.
VOTER_SECRET = os.environ.get("VOTER_SECRET", "").encode() or secrets.token_bytes(32)
COOKIE_SECONDS = 365 * 24 * 3600

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
}

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 1024


def voter_of(incoming):
    """The caller's voter id, or a new one where the cookie is missing or not signed by us."""
    cookie = VOTER_ID.fullmatch(incoming.cookies.get(VOTER_COOKIE, ""))
    if cookie and hmac.compare_digest(cookie[2], signature(cookie[1])):
        return cookie[1]
    return secrets.token_hex(16)


def signature(voter_id):
    """Half of an HMAC: 128 bits are beyond guessing, and the cookie stays short."""
    return hmac.new(VOTER_SECRET, voter_id.encode(), "sha256").hexdigest()[:32]


def queue_vote(voter_id, vote):
    """Appends the vote to the queue; raises redis.RedisError where it was not acknowledged.

    A connection of its own for each vote, as in the stock voting application.
    `cast_at` is in microseconds since 1970, UTC: the voter's latest vote wins by it.
    """
    start = time.perf_counter()
    payload = json.dumps({"voter_id": voter_id, "vote": vote, "cast_at": time.time_ns() // 1000})
    connection = redis.Redis(
        host=REDIS_HOST,
        port=REDIS_PORT,
        socket_connect_timeout=REDIS_TIMEOUT_SECONDS,
        socket_timeout=REDIS_TIMEOUT_SECONDS,
    )
    try:
        connection.rpush(QUEUE, payload)
    finally:
        connection.close()
    counters.count_queueing(time.perf_counter() - start)


def page(status=200, voter_id=None, choice=None, problem=None):
    response = make_response(
        render_template("index.html", options=OPTIONS, choice=choice, problem=problem), status
    )
    if voter_id is not None:
        response.set_cookie(
            VOTER_COOKIE,
            f"{voter_id}.{signature(voter_id)}",
            max_age=COOKIE_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure,
        )
    response.headers["Cache-Control"] = "no-store"
    return response


@app.get("/")
def show():
    return page(voter_id=voter_of(request))


@app.post("/")
def cast():
    voter_id = voter_of(request)
    vote = request.form.get("vote")
    if vote not in OPTIONS:
        return page(400, problem="That was not one of the two options. Please choose again.")
    try:
        queue_vote(voter_id, vote)
    except redis.RedisError:
        app.logger.warning("Redis at %s:%d did not take a vote", REDIS_HOST, REDIS_PORT)
        response = page(
            503, voter_id, problem="We could not take your vote just now. Please try again in a few seconds."
        )
        response.headers["Retry-After"] = "3"
        return response
    return page(voter_id=voter_id, choice=vote)


@app.get("/metrics")
def metrics():
    return counters.text(), {"Content-Type": "text/plain; version=0.0.4"}


REFUSALS = {
    404: "There is nothing at this address. You can vote below.",
    405: "That does not work here. You can vote below.",
    413: "That was far too long for a vote. Please choose again.",
}


def refuse(error):
    return page(error.code, problem=REFUSALS[error.code])


for code in REFUSALS:
    app.register_error_handler(code, refuse)


@app.after_request
def secure(response):
    response.headers.update(SECURITY_HEADERS)
    if request.path != "/metrics":
        counters.count_request(request.method, response.status_code)
    return response
