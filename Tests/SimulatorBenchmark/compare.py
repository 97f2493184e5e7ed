"""Compares what a request costs in ScaleSim, in other simulators and in the shortest program that could do it.

    compare.py SCALESIM KIEFER_WOLFOWITZ [--rounds N]

All simulate M/M/10 at a utilisation of 0.8. Rounds are interleaved, so that a busy machine slows all of them; figures
are medians of CPU time, but for the two of threads, which are of wall time. Exit status 1 where a simulator's answer
is not that of queueing theory: its speed would mean nothing.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

# Erlang C; mean service time 1.
SHARE_THAT_WAITS = 0.409180
MEAN_WAIT = 0.204590
# Standard deviations of both over n customers, times √n: from 200 runs of a million customers each.
SHARE_DEVIATION = 2.9
WAIT_DEVIATION = 4.0
# A right answer is further away once in 16,000 times.
DEVIATIONS = 4

FLOOR = "C++, the recursion alone"
BRANCHLESS_FLOOR = "C++, the recursion without branches"
SIMPY = "SimPy"
RECURSION = "ScaleSim: M/M/10, recursion"
EVENTS = "ScaleSim: M/M/10, events"
DAY = "ScaleSim: HPA day, up to 200 replicas"
ONE_THREAD = "ScaleSim: M/M/10, one thread"
TWO_THREADS = "ScaleSim: M/M/10, two threads"
FLEETS = ["ScaleSim: {} replicas, " + balancing for balancing in ("leastconn", "roundrobin")]


def run(command):
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def other(name, command, customers, seed):
    """What `command` prints of a run, once its answer has been checked."""
    result = run([*command, str(customers), str(seed)])
    noise = DEVIATIONS / customers**0.5
    if abs(result["share"] - SHARE_THAT_WAITS) > noise * SHARE_DEVIATION:
        sys.exit(f"{name}: {result['share']:.6f} of the customers wait, not {SHARE_THAT_WAITS}")
    if abs(result["wait"] - MEAN_WAIT) > noise * WAIT_DEVIATION:
        sys.exit(f"{name}: the mean wait is {result['wait']:.6f}, not {MEAN_WAIT}")
    return {name: result["ns"]}


def ours(scalesim):
    results = run([scalesim, "bench", "--format", "json"])
    # A decision of a policy is no request; `scalesim bench` alone says what it costs.
    requests = [result for result in results if "a decision" not in result["name"]]
    return {f"ScaleSim: {result['name']}": result["ns_per_request"] for result in requests}


def measure(arguments):
    """Nanoseconds a request of each simulator in each round."""
    folder = pathlib.Path(__file__).parent

    def model(name):
        return [sys.executable, str(folder / f"{name}_model.py")]

    # About as many customers as a second or two are good for.
    contenders = [
        lambda seed: other("Ciw", model("ciw"), 50_000, seed),
        lambda seed: other(SIMPY, model("simpy"), 200_000, seed),
        lambda seed: other("Cimba", model("cimba"), 5_000_000, seed),
        lambda seed: other(FLOOR, [arguments.kiefer_wolfowitz, "loop"], 20_000_000, seed),
        lambda seed: other(BRANCHLESS_FLOOR, [arguments.kiefer_wolfowitz, "minmax"], 20_000_000, seed),
        lambda _: ours(arguments.scalesim),
    ]
    figures = {}
    for number in range(arguments.rounds):
        print(f"round {number + 1} of {arguments.rounds}", file=sys.stderr)
        # Nobody always follows the same one.
        start = number % len(contenders)
        for contender in contenders[start:] + contenders[:start]:
            for name, nanoseconds in contender(number + 1).items():
                figures.setdefault(name, []).append(nanoseconds)
    return figures


def print_figures(figures, medians):
    print(f"{'':<40}{'ns a request':>14}{'fastest':>11}{'slowest':>11}{'× SimPy':>10}{'× C++':>9}")
    for name, median in sorted(medians.items(), key=lambda item: -item[1]):
        print(
            f"{name:<40}{median:>14.1f}{min(figures[name]):>11.1f}{max(figures[name]):>11.1f}"
            f"{medians[SIMPY] / median:>10.1f}{medians[FLOOR] / median:>9.3f}"
        )


def print_goals(medians):
    def faster(name, reference):
        return medians[reference] / medians[name]

    at_least = [
        ("recursion over SimPy", faster(RECURSION, SIMPY), 250),
        ("recursion over C++", faster(RECURSION, FLOOR), 0.7),
        ("events over SimPy", faster(EVENTS, SIMPY), 100),
        ("two threads over one", faster(TWO_THREADS, ONE_THREAD), 1.8),
    ]
    at_most = [("a request of the HPA day over one of events", medians[DAY] / medians[EVENTS], 3)]
    for fleet in FLEETS:
        label = f"10,000 replicas over 100, {fleet.rsplit(' ', 1)[1]}"
        at_most.append((label, medians[fleet.format("10,000")] / medians[fleet.format("100")], 3))

    print(f"\n{'goal':<48}{'':>8}{'figure':>10}")
    for label, figure, goal in at_least:
        print(f"{label:<48}{'≥ ' + str(goal):>8}{figure:>10.2f}  {'met' if figure >= goal else 'missed'}")
    for label, figure, goal in at_most:
        print(f"{label:<48}{'≤ ' + str(goal):>8}{figure:>10.2f}  {'met' if figure <= goal else 'missed'}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("scalesim", help="the command, built in release mode")
    parser.add_argument("kiefer_wolfowitz", help="KieferWolfowitz.cpp, built")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("--rounds must be at least 1")
    figures = measure(arguments)
    medians = {name: statistics.median(values) for name, values in figures.items()}
    cpus, load = len(os.sched_getaffinity(0)), os.getloadavg()[0]
    print(f"{cpus} CPUs, load {load:.1f}; two threads are faster only where two CPUs are idle\n")
    print_figures(figures, medians)
    print_goals(medians)


main()
