"""M/M/10 in Cimba's Python package, the way of its documentation that was fastest: ten processes serve what stands in a
store. (A process for each customer and a resource of ten takes seven times as long.)"""

import cimba as cb
from cimba import inputs

from queue_model import ARRIVAL_RATE, SERVERS, main


class MultiServer(cb.Model):
    customers: cb.Param[int] = 100
    interarrival: cb.Input[float] = inputs.dist.exponential(mean=1 / ARRIVAL_RATE)
    service: cb.Input[float] = inputs.dist.exponential(mean=1)
    queue: cb.Store[float]
    waited: cb.Output[float]
    waiting: cb.Output[int]

    @cb.on_start
    def begin(self):
        self.waited = 0.0

    @cb.process
    def arrive(self):
        for _ in range(self.customers):
            cb.hold(self.interarrival.next())
            self.queue.put(cb.now())

    @cb.process(copies=SERVERS)
    def serve(self):
        while True:
            arrival = self.queue.get()
            wait = cb.now() - arrival
            self.waited += wait
            if wait > 0:
                self.waiting += 1
            cb.hold(self.service.next())


def simulate(customers, seed):
    model = MultiServer()
    model.customers = customers
    results = cb.Experiment(model, seed=seed).run(workers=1)[model]
    return results.waited.values[0, 0] / customers, results.waiting.values[0, 0] / customers


simulate(100, 0)  # compiles the model
main(simulate)
