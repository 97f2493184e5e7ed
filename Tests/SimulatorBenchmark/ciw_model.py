"""M/M/10 in Ciw: a network of one node, and the records of all its customers."""

import ciw

from queue_model import ARRIVAL_RATE, SERVERS, main


def simulate(customers, seed):
    ciw.seed(seed)
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate=ARRIVAL_RATE)],
        service_distributions=[ciw.dists.Exponential(rate=1.0)],
        number_of_servers=[SERVERS],
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(customers, method="Finish")
    waits = [record.waiting_time for record in simulation.get_all_records()]
    return sum(waits) / len(waits), sum(wait > 0 for wait in waits) / len(waits)


main(simulate)
