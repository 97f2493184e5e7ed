"""What the models of the Python simulators have in common: M/M/10 at a utilisation of 0.8, mean service time 1."""

import json
import random
import sys
import time

ARRIVAL_RATE = 8.0
SERVERS = 10


def main(simulate):
    """Calls `simulate(customers, seed)`, which gives the mean wait and the share that waits, and prints as JSON what it
    gave and the CPU time a customer in nanoseconds."""
    if len(sys.argv) != 3:
        sys.exit(f"usage: {sys.argv[0]} CUSTOMERS SEED")
    customers, seed = int(sys.argv[1]), int(sys.argv[2])
    random.seed(seed)
    begin = time.process_time()
    wait, share = simulate(customers, seed)
    spent = time.process_time() - begin
    print(json.dumps({"ns": spent / customers * 1e9, "wait": wait, "share": share}))
