"""gunicorn reads this from its working directory."""

import gc

# Before the workers are forked, so that they share its memory.
import counters


def post_fork(server, worker):
    counters.use_slot(worker.age)


def post_worker_init(worker):
    """Nothing that the loaded application holds is garbage: no collection has to look at it again.

    The first full one, after some seven hundred votes a worker, would touch all of it, which held a replica up for 0.1 s and more.
    """
    gc.freeze()
