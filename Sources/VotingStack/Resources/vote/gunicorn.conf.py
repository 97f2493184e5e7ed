"""gunicorn reads this from its working directory."""

# Before the workers are forked, so that they share its memory.
import counters


def post_fork(server, worker):
    counters.use_slot(worker.age)
