/// The `prices` section of a scenario file: plain numbers in one currency.
enum ScenarioPrices {
    static func read(_ field: YAMLField) throws(ScaleSimError) -> Prices {
        let fields = try field.mapping(known: [
            "replica_second", "gb_second", "request", "node_hour", "minimum_billing", "billing_unit",
        ])
        var prices = Prices()
        func price(_ key: String, _ value: inout Double) throws(ScaleSimError) {
            if let field = fields.optional(key) { value = try field.number(in: 0...1e9) }
        }
        try price("replica_second", &prices.replicaSecond)
        try price("gb_second", &prices.gibibyteSecond)
        try price("request", &prices.request)
        try price("node_hour", &prices.nodeHour)
        if let least = fields.optional("minimum_billing") { prices.minimumBilling = try least.duration(in: 0...86_400) }
        if let unit = fields.optional("billing_unit") { prices.billingUnit = try unit.duration(in: 1e-6...86_400) }
        return prices
    }
}
