"""What this page's workers have done, in Prometheus's text format, counted in memory that they share.

gunicorn's master imports this before it forks, so that every worker sees all counts; each writes to a slot of its own.
"""

import mmap

SLOTS = 64
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
STATUSES = (200, 400, 404, 405, 413, 503)
WIDTH = 2 * (len(STATUSES) + 1) + len(BOUNDS) + 2

_counts = memoryview(mmap.mmap(-1, SLOTS * WIDTH * 8)).cast("Q")
_first = 0


def use_slot(number):
    """From now on this process counts in a slot of its own."""
    global _first
    _first = number % SLOTS * WIDTH


def count_request(method, status):
    position = STATUSES.index(status) if status in STATUSES else len(STATUSES)
    _counts[_first + position * 2 + (method == "POST")] += 1


def count_queueing(seconds):
    """A vote took so long into Redis."""
    start = _first + 2 * (len(STATUSES) + 1)
    bucket = next((index for index, bound in enumerate(BOUNDS) if seconds <= bound), len(BOUNDS))
    _counts[start + bucket] += 1
    _counts[start + len(BOUNDS) + 1] += int(seconds * 1e9)


def text():
    sums = [sum(_counts[slot * WIDTH + index] for slot in range(SLOTS)) for index in range(WIDTH)]
    lines = ["# HELP vote_requests_total Requests to the page.", "# TYPE vote_requests_total counter"]
    for position, status in enumerate(STATUSES + ("other",)):
        for method, offset in (("GET", 0), ("POST", 1)):
            lines.append(f'vote_requests_total{{method="{method}",status="{status}"}} {sums[position * 2 + offset]}')
    buckets = sums[2 * (len(STATUSES) + 1) :]
    lines += ["# HELP vote_queueing_seconds Time of a vote into Redis.", "# TYPE vote_queueing_seconds histogram"]
    total = 0
    for bound, count in zip(BOUNDS, buckets):
        total += count
        lines.append(f'vote_queueing_seconds_bucket{{le="{bound}"}} {total}')
    total += buckets[len(BOUNDS)]
    lines.append(f'vote_queueing_seconds_bucket{{le="+Inf"}} {total}')
    lines.append(f"vote_queueing_seconds_sum {buckets[len(BOUNDS) + 1] / 1e9}")
    lines.append(f"vote_queueing_seconds_count {total}")
    return "\n".join(lines) + "\n"
