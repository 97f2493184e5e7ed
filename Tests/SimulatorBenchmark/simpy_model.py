"""M/M/10 in SimPy: a process for each customer and a resource of ten, as its documentation does it."""

import random

import simpy

from queue_model import ARRIVAL_RATE, SERVERS, main


def simulate(customers, _):
    environment = simpy.Environment()
    servers = simpy.Resource(environment, capacity=SERVERS)
    waits = []

    def customer():
        arrival = environment.now
        with servers.request() as request:
            yield request
            waits.append(environment.now - arrival)
            yield environment.timeout(random.expovariate(1.0))

    def source():
        for _ in range(customers):
            yield environment.timeout(random.expovariate(ARRIVAL_RATE))
            environment.process(customer())

    environment.process(source())
    environment.run()
    return sum(waits) / customers, sum(wait > 0 for wait in waits) / customers


main(simulate)
